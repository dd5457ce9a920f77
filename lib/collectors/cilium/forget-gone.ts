import type { Memory } from './memory.ts';
import { podAsked } from './pod-metrics.ts';
import { PROGRAMS } from './programs.ts';

/**
 * Without what was remembered of pods that are not asked any more: why they told nothing, and what they told, unless nobody
 * else told anything: that grows stale. `asked` are the polls of pods.
 */
export function forgetGone(memory: Memory, asked: ReadonlySet<string>): Memory {
  const kept = <V>(known: ReadonlyMap<string, V>) => new Map([...known].filter(([key]) => asked.has(key)));
  const seen = { ...memory.seen };
  for (const program of PROGRAMS) {
    const there = [...seen[program]].filter(([key]) => podAsked(key) === null || asked.has(key));
    if (there.length > 0) seen[program] = new Map(there);
  }
  return {
    ...memory,
    seen,
    silent: kept(memory.silent),
    exec: { ...memory.exec, troubles: kept(memory.exec.troubles) },
  };
}
