import type { Memory } from './memory.ts';
import { PROGRAMS, type Program } from './programs.ts';
import type { Scrape } from './scrape.ts';

/** Which remote clusters are configured now, as far as one program's metrics tell. */
export interface Current {
  configured: readonly string[];
  /** Lost or removed, which can't be told apart. */
  unclear: readonly string[];
}

/**
 * Tells configured remote clusters from removed ones: series of removed ones stay with readiness 0 until the process
 * restarts (https://github.com/cilium/cilium/issues/40049), only the count of remote clusters falls. Programs of one cluster
 * have the same configuration, so where one can't tell another may, or what was known before.
 */
export function currentRemotes(
  newest: Readonly<Partial<Record<Program, Scrape>>>,
  before: Memory['current'],
): Readonly<Record<Program, Current>> {
  const exact = PROGRAMS.flatMap((program) => {
    const scrape = newest[program];
    const names = scrape ? exactly(scrape) : null;
    return names ? [{ program, names }] : [];
  });
  const of = (program: Program): Current => {
    const scrape = newest[program];
    if (!scrape) return { configured: [], unclear: [] };
    const own = exact.find((one) => one.program === program) ?? exact[0];
    if (own) return { configured: own.names.filter((name) => scrape.remotes.has(name)), unclear: [] };
    const remembered = before[program].filter((name) => scrape.remotes.has(name));
    if (remembered.length > 0 && remembered.length === scrape.configured)
      return { configured: remembered, unclear: [] };
    const ready = [...scrape.remotes].flatMap(([name, remote]) => (remote.ready ? [name] : []));
    return { configured: ready, unclear: [...scrape.remotes.keys()].filter((name) => !ready.includes(name)) };
  };
  return { kvstoremesh: of('kvstoremesh'), agents: of('agents'), operator: of('operator') };
}

/** The configured ones, where counts alone tell them. */
function exactly({ configured, remotes }: Scrape): string[] | null {
  if (configured === null || remotes.size <= configured) return [...remotes.keys()];
  const ready = [...remotes].flatMap(([name, remote]) => (remote.ready ? [name] : []));
  return ready.length >= configured ? ready : null;
}
