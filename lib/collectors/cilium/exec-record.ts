import type { PollAnswer } from '../collector.ts';
import { readDbgHealth } from './dbg-health.ts';
import { type DbgRemote, readDbgStatus } from './dbg-status.ts';
import { execAsked } from './exec-plan.ts';
import type { Reached } from './health.ts';

/** When something was said, and how long it is fresh, milliseconds. */
interface Age {
  at: number;
  freshForMs: number;
}

/** What pods told when they were asked; a pod that is gone is forgotten once it is old. */
export interface ExecMemory {
  /** Of the replica that leads; a standby knows no cluster. */
  kvstoremesh: (Age & { remotes: DbgRemote[] }) | null;
  /** By pod. */
  agents: ReadonlyMap<string, Age & { remotes: DbgRemote[] }>;
  health: ReadonlyMap<string, Age & { node: string; byCluster: Reached[] }>;
  /** Why the last question had no answer, by poll. */
  troubles: ReadonlyMap<string, string>;
}

export const NO_EXEC: ExecMemory = { kvstoremesh: null, agents: new Map(), health: new Map(), troubles: new Map() };

/** Three intervals, longer where a budget stretches them. */
const INTERVALS = 3;
const MAX_TROUBLES = 16;

/** Takes the answer of a pod; one that can't be used changes nothing that was known. */
export function recordExec(memory: ExecMemory, { key, at, everyMs = 60_000, result }: PollAnswer): ExecMemory {
  const asked = execAsked(key);
  if (!asked) return memory;
  const { question, pod } = asked;
  const age = { at, freshForMs: INTERVALS * everyMs };
  const troubles = new Map(memory.troubles);
  troubles.delete(key);
  if (!result.ok) {
    troubles.set(key, `${question} in ${pod}: ${result.reason}: ${result.message}`);
    return { ...memory, troubles: new Map([...troubles].slice(-MAX_TROUBLES)) };
  }
  const next = { ...memory, troubles };
  if (question === 'agent-health') {
    const health = readDbgHealth(result.body);
    if (health) return { ...next, health: pruned(next.health, at).set(pod, { ...age, ...health }) };
  } else {
    const remotes = readDbgStatus(result.body);
    if (remotes && question === 'agent-status')
      return { ...next, agents: pruned(next.agents, at).set(pod, { ...age, remotes }) };
    // An empty list is a standby's, or a leader's without any remote cluster: neither has anything to say.
    if (remotes) return remotes.length > 0 ? { ...next, kvstoremesh: { ...age, remotes } } : next;
  }
  troubles.set(key, `${question} in ${pod} wrote no JSON of a status`);
  return { ...memory, troubles };
}

/** The others that are not long gone. */
function pruned<V extends Age>(known: ReadonlyMap<string, V>, now: number): Map<string, V> {
  return new Map([...known].filter(([, { at, freshForMs }]) => now < at + 2 * freshForMs));
}
