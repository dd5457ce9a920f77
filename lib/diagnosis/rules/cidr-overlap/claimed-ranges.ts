import type { Cluster } from '#lib/model/cluster.ts';
import { oncePer } from '#lib/model/once-per.ts';
import { type AddressRange, addressRange } from '../../address-range.ts';
import type { ClusterWord } from '../../cluster-word.ts';

/** A range that means something in one cluster. */
export interface Claim {
  cluster: string;
  range: AddressRange;
  /** Peers reach it there, by these systems. */
  routedBy: readonly string[];
  /** Pods have addresses of it. */
  pods: boolean;
  /** What the systems of its cluster that name their own routed ranges are called. */
  tellers: readonly string[];
}

/** Most ranges of one kind and cluster that are looked at: a range for each node is within that of its cluster. */
const MOST_RANGES = 64;
/** Nodes are neighbours: the addresses of a few tell where all of them are. */
const MOST_NODES = 8;

/** What the clusters that we read call their own: routed ranges by the word of each system, those of pods, services and nodes by facts. */
export function claimedRanges(clusters: readonly Cluster[], words: readonly ClusterWord[]): Claim[] {
  const byCluster = Map.groupBy(words, ({ cluster }) => cluster.id);
  return clusters.flatMap((cluster) => {
    if (cluster.reading !== 'read' || cluster.status !== 'up') return [];
    const said = (byCluster.get(cluster.id) ?? []).map((one) => ({
      system: one.system,
      list: one.list('routedCidrs'),
    }));
    const tellers = said.map(({ system }) => system);
    const { podCidrs, serviceCidrs, nodes } = cluster.facts;
    const claims = new Map<string, Claim>();
    const claim = (text: string, pods: boolean, system?: string): void => {
      const range = addressRange(text);
      if (range === null) return;
      const before = claims.get(text);
      const routedBy = [...(before?.routedBy ?? []), ...(system === undefined ? [] : [system])];
      claims.set(text, { cluster: cluster.id, range, routedBy, pods: pods || before?.pods === true, tellers });
    };
    for (const text of outer(podCidrs)) claim(text, true);
    for (const text of outer(serviceCidrs)) claim(text, false);
    for (const { addresses } of nodes.slice(0, MOST_NODES)) for (const text of addresses) claim(text, false);
    for (const { system, list } of said) for (const text of list.slice(0, MOST_RANGES)) claim(text, false, system);
    return [...claims.values()];
  });
}

/** The ranges of a list that are not within another one of it. */
const outer = oncePer((list: readonly string[]): string[] => {
  const ranges = list.slice(0, MOST_RANGES).flatMap((text) => addressRange(text) ?? []);
  const within = (one: AddressRange, other: AddressRange) =>
    one !== other && one.first.length === other.first.length && one.first >= other.first && one.last <= other.last;
  return ranges.filter((one) => !ranges.some((other) => within(one, other))).map(({ text }) => text);
});
