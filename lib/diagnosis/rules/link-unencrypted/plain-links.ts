import type { Link } from '#lib/model/link.ts';
import type { ClusterWord } from '../../cluster-word.ts';
import type { Pair } from '../../pairs.ts';

/** A link on which a system carries packets as they are. */
export interface Plain extends Pair {
  system: string;
  /** Another system on the same link encrypts what it carries. */
  covered: boolean;
}

/** What one system does with the packets of one cluster. */
export interface Treatment {
  word: ClusterWord;
  system: string;
  encrypts: boolean;
}

/** By cluster; where a system does not say it, it is not there. */
export function treatments(words: readonly ClusterWord[]): Map<string, Treatment[]> {
  const said = words.flatMap((word): Treatment[] => {
    const by = word.fact('encryption');
    return by === '' ? [] : [{ word, system: word.system, encrypts: by !== 'none' }];
  });
  return Map.groupBy(said, ({ word }) => word.cluster.id);
}

const SILENT: readonly Treatment[] = [];

/** What is plain of a link that carries something. Either end speaks for both, where the other is silent; an end that encrypts contradicts. */
export function plainOf(
  { clusters: [a, b], systems, directions }: Link,
  said: ReadonlyMap<string, Treatment[]>,
): Plain | null {
  const [here, there] = [said.get(a) ?? SILENT, said.get(b) ?? SILENT];
  if (!here.some(isPlain) && !there.some(isPlain)) return null;
  if (!directions.some(({ status }) => status === 'up' || status === 'degraded')) return null;
  let plain: string | undefined;
  let covered = false;
  for (const system of systems) {
    const ends = [here.find((one) => one.system === system), there.find((one) => one.system === system)];
    if (ends.some((end) => end?.encrypts)) covered = true;
    else if (ends.some((end) => end)) plain ??= system;
  }
  return plain === undefined ? null : { a, b, system: plain, covered };
}

function isPlain({ encrypts }: Treatment): boolean {
  return !encrypts;
}
