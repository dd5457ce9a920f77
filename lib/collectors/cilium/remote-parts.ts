import type { Alias } from '#lib/model/cluster.ts';
import type { Fact } from '#lib/model/observation.ts';
import type { ReadingPart } from '#lib/model/reading.ts';
import { remoteStateFact } from '#lib/model/remote-state.ts';
import type { Statement } from '#lib/model/statement.ts';
import { judgeBehind } from './behind.ts';
import { judgeConnection } from './connection.ts';
import type { Current } from './current.ts';
import type { Memory, RemoteMemory, Seen } from './memory.ts';
import type { Program } from './programs.ts';
import { evidenceOf, type Saying, say, statusOf } from './saying.ts';
import type { Remote } from './scrape.ts';

const WHO: Readonly<Record<Program, string>> = {
  kvstoremesh: 'KVStoreMesh',
  agents: 'An agent',
  operator: 'The operator',
};
const WITNESS: Readonly<Record<Program, string>> = {
  kvstoremesh: 'Cilium KVStoreMesh',
  agents: 'Cilium agents',
  operator: 'Cilium operator',
};

export interface Scene {
  memory: Memory;
  current: Readonly<Record<Program, Current>>;
  /** Agents and operator see copies only; nothing: it can't be told. */
  behind: boolean | null;
  peerOf: (name: string) => Alias;
  due: (at: number) => boolean;
}

interface Told extends Seen {
  remote: Remote;
  memory: RemoteMemory;
}

/** What was said of one remote cluster, and on what it rests. */
interface Made {
  because: readonly unknown[];
  /** When time alone changes it, epoch milliseconds; nothing: never. */
  until: number | null;
  part: ReadingPart;
}

/** By the latest memory that a part rests on: with hundreds of clusters only what was asked anew is said anew. */
const made = new WeakMap<RemoteMemory, Made>();

/** What KVStoreMesh, agents and operator say of each remote cluster: a part for each of both. */
export function remoteParts(scene: Scene): Map<string, ReadingPart> {
  const parts = new Map<string, ReadingPart>();
  for (const program of ['kvstoremesh', 'agents', 'operator'] as const) {
    const { configured, unclear } = scene.current[program];
    for (const peer of configured) addPart(parts, scene, program, peer, false);
    for (const peer of unclear) addPart(parts, scene, program, peer, true);
  }
  return parts;
}

function addPart(
  parts: Map<string, ReadingPart>,
  scene: Scene,
  program: Program,
  peer: string,
  unclear: boolean,
): void {
  const told = toldOf(scene.memory, program, peer);
  const last = told.at(-1);
  if (!last) return;
  // Only one process of several connects for itself; of agents the worst is the one to speak.
  const speaker = told.find(({ remote }) => !remote.ready) ?? last;
  const cached = !speaker.remote.ready && isCached(scene, program, peer, speaker);
  const meshReady = program === 'kvstoremesh' ? null : meshReadyOf(scene, peer);
  const because = [told.length, speaker.memory, unclear, scene.behind, cached, meshReady];
  const before = made.get(last.memory);
  const stands = before && (before.until === null || !scene.due(before.until));
  if (stands && because.every((one, index) => one === before.because[index])) {
    parts.set(`${program}/${peer}`, before.part);
    return;
  }
  let until: number | null = null;
  const due = (at: number): boolean => {
    const has = scene.due(at);
    if (!has) until = Math.min(until ?? at, at);
    return has;
  };
  const about = { program, peer, told, speaker, cached, meshReady, behind: scene.behind, due };
  const said = unclear
    ? say('none', 'cilium.lost-or-removed', '{peer} is lost or was removed: the series of both look alike', { peer })
    : sayingOf(about);
  const part = { statements: [statement(program, peer, scene.peerOf(peer), told, said)], probes: [] };
  made.set(last.memory, { because, until, part });
  parts.set(`${program}/${peer}`, part);
}

interface Judged {
  program: Program;
  peer: string;
  told: readonly Told[];
  speaker: Told;
  cached: boolean;
  meshReady: boolean | null;
  behind: boolean | null;
  due: (at: number) => boolean;
}

function sayingOf({ program, peer, told, speaker, cached, meshReady, behind, due }: Judged): Saying {
  const who = WHO[program];
  if (program === 'kvstoremesh' || behind === false) return judgeConnection({ ...speaker, who, peer, cached, due });
  if (behind) return judgeBehind({ who, peer, seen: told, meshReady, due });
  const text = '{who} speaks of {peer}; whether of a connection or of a copy is not known';
  return say('none', 'cilium.unplaced', text, { who, peer });
}

/** Whether KVStoreMesh is ready for a remote cluster by its fresh word. */
function meshReadyOf({ memory, due }: Scene, peer: string): boolean | null {
  const mesh = toldOf(memory, 'kvstoremesh', peer).at(-1);
  return mesh && !due(mesh.at + mesh.freshForMs) ? mesh.remote.ready : null;
}

function toldOf(memory: Memory, program: Program, peer: string): Told[] {
  return [...memory.seen[program].values()].slice(program === 'kvstoremesh' ? -1 : 0).flatMap((seen) => {
    const [remote, remembered] = [seen.scrape.remotes.get(peer), seen.remotes.get(peer)];
    return remote && remembered ? [{ ...seen, remote, memory: remembered }] : [];
  });
}

/** Whether what was known of a lost cluster is still used: caches are kept until a time to live, by default for ever. */
function isCached({ memory }: Scene, program: Program, peer: string, { remote, memory: before }: Told): boolean {
  if ((remote.revocations ?? 0) > before.revocationsBefore) {
    const agents = program === 'kvstoremesh' ? toldOf(memory, 'agents', peer) : [];
    return !before.everReady && agents.some((agent) => (agent.remote.services ?? 0) > 0);
  }
  // Failures from before we looked: it was there then.
  const failedBefore = remote.failures > before.failedAt.length;
  if (before.everReady || failedBefore || memory.known.includes(peer)) return true;
  return program === 'kvstoremesh' && toldOf(memory, 'agents', peer).some((agent) => agent.remote.ready);
}

function statement(program: Program, name: string, peer: Alias, told: readonly Told[], said: Saying): Statement {
  return {
    id: `${program}/${name}`,
    about: { kind: 'peer', peer, direction: 'out' },
    layer: 'discovery',
    status: statusOf(said),
    words: said.words,
    witness: WITNESS[program],
    facts: [...factsOf(told), ...(said.state ? [remoteStateFact(said.state)] : [])],
    evidence: evidenceOf(said),
    observedAt: Math.max(0, ...told.map(({ at }) => at)),
    freshForMs: told.at(-1)?.freshForMs ?? 0,
  };
}

function factsOf(told: readonly Told[]): Fact[] {
  const last = told.at(-1);
  if (!last) return [];
  const { remote, scrape } = last;
  const number = (name: string, value: number | null): Fact[] =>
    value === null ? [] : [{ name, value: String(value) }];
  return [
    { name: 'ready', value: `${told.filter((one) => one.remote.ready).length} of ${told.length} asked` },
    { name: 'failures', value: String(remote.failures) },
    {
      name: 'lastFailure',
      value: remote.lastFailureAt === null ? 'never' : new Date(remote.lastFailureAt).toISOString(),
    },
    ...number('services', remote.services),
    ...number('nodes', remote.nodes),
    ...number('cacheRevocations', remote.revocations),
    { name: 'version', value: scrape.version },
  ];
}
