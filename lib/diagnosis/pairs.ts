import { linkId } from '#lib/model/identity.ts';
import type { Subject } from '#lib/model/subject.ts';

/** Names of links that a sentence holds. */
const MOST_NAMED = 3;

/** Two clusters of which a rule has something to say. */
export interface Pair {
  a: string;
  b: string;
}

/** Pairs that hang together: one cause is looked for in all of them. */
export interface PairGroup<P extends Pair> {
  /** The cluster that most of them touch: where one is odd, it is that one. */
  centre: string;
  /** The link, where there is one pair only. */
  subject: Subject;
  clusters: string[];
  pairs: P[];
}

/** Joins pairs that share a cluster, in linear time. */
export function groupPairs<P extends Pair>(pairs: readonly P[]): PairGroup<P>[] {
  const touching = new Map<string, P[]>();
  const touch = (cluster: string, pair: P): void => {
    const mine = touching.get(cluster);
    if (mine) mine.push(pair);
    else touching.set(cluster, [pair]);
  };
  for (const pair of pairs) {
    touch(pair.a, pair);
    touch(pair.b, pair);
  }
  const seen = new Set<string>();
  return [...touching.keys()].sort().flatMap((start) => {
    if (seen.has(start)) return [];
    seen.add(start);
    const clusters = [start];
    const reach = (cluster: string): void => {
      if (seen.has(cluster)) return;
      seen.add(cluster);
      clusters.push(cluster);
    };
    for (const cluster of clusters) {
      // In a mesh the first cluster reaches all others, and its pairs are all pairs.
      if (clusters.length === touching.size) break;
      for (const { a, b } of touching.get(cluster) ?? []) {
        reach(a);
        reach(b);
      }
    }
    return [groupOf(clusters.sort(), touching, pairs)];
  });
}

function groupOf<P extends Pair>(
  clusters: string[],
  touching: ReadonlyMap<string, readonly P[]>,
  all: readonly P[],
): PairGroup<P> {
  const degree = (cluster: string): number => touching.get(cluster)?.length ?? 0;
  const centre = clusters.reduce((best, cluster) => (degree(cluster) > degree(best) ? cluster : best));
  const own = (cluster: string): P[] => (touching.get(cluster) ?? []).filter(({ a }) => a === cluster);
  const pairs = clusters.length === touching.size ? [...all] : clusters.flatMap(own);
  const [only] = pairs;
  const subject: Subject =
    only && pairs.length === 1 ? { kind: 'link', link: linkId(only.a, only.b) } : { kind: 'cluster', cluster: centre };
  return { centre, subject, clusters, pairs };
}

/** `1 link`, `6 links`. */
export function countLinks(pairs: readonly Pair[]): string {
  return pairs.length === 1 ? '1 link' : `${pairs.length} links`;
}

/** `a~b, a~c, a~d and 3 more`. */
export function nameLinks(pairs: readonly Pair[]): string {
  const more = pairs.length - MOST_NAMED;
  const named = pairs.slice(0, MOST_NAMED).map(({ a, b }) => linkId(a, b));
  return `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
