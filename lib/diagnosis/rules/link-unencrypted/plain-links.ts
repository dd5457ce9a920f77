import type { Link } from '#lib/model/link.ts';
import type { ClusterWord } from '../../cluster-word.ts';
import type { Pair } from '../../pairs.ts';

/** A link on which a system carries packets as they are. */
export interface Plain extends Pair {
  said: ClusterWord[];
  /** Another system on the same link encrypts what it carries. */
  covered: boolean;
}

type Words = ReadonlyMap<string, readonly ClusterWord[]>;

/** Some packets pass, one way at least. */
export function carries({ directions: [there, back] }: Link): boolean {
  return [there.status, back.status].some((status) => status === 'up' || status === 'degraded');
}

/** What is plain of a link. Either end speaks for both, where the other one is silent; an end that encrypts contradicts. */
export function plainOf({ clusters: [a, b], systems }: Link, words: Words): Plain[] {
  const bySystem = systems.map((system) =>
    [a, b].flatMap((id) =>
      (words.get(id) ?? []).filter((one) => one.system === system && one.fact('encryption') !== ''),
    ),
  );
  const isPlain = (ends: readonly ClusterWord[]) =>
    ends.length > 0 && ends.every((end) => end.fact('encryption') === 'none');
  const said = bySystem.find(isPlain);
  if (!said) return [];
  return [{ a, b, said, covered: bySystem.some((ends) => ends.length > 0 && !isPlain(ends)) }];
}
