import type { Cluster } from '#lib/model/cluster.ts';
import { utc } from '#lib/model/utc.ts';
import { words } from '#lib/model/words.ts';
import { clusterWords } from '../../cluster-word.ts';
import { countLinks, groupPairs, type PairGroup } from '../../pairs.ts';
import type { Conclusion, Rule } from '../../rule.ts';
import { word } from '../../testimony.ts';
import { claimedRanges } from './claimed-ranges.ts';
import { nameRanges, type Overlap, overlapsOf } from './overlaps.ts';

/** One address means two places; for clusters that nobody has joined yet that breaks nothing. */
export const cidrOverlap: Rule<'clusters' | 'links' | 'observations'> = {
  id: 'cidr-overlap',
  title: 'One address, two places',
  kind: 'fault',
  layer: 'routing',
  severity: 'critical',
  needs: ['clusters', 'links', 'observations'],
  evaluate({ clusters, links, observations }, now) {
    const routed = clusterWords({ clusters, observations }, 'routedCidrs', now);
    const overlaps = overlapsOf(claimedRanges([...clusters.values()], routed), links);
    const joined = groupPairs(overlaps.filter((overlap) => overlap.joined));
    const taken = new Set(joined.map(({ subject }) => (subject.kind === 'cluster' ? subject.cluster : '')));
    const apart = groupPairs(overlaps.filter((overlap) => !overlap.joined)).flatMap((group) => {
      // Clusters that share no link have no link to name; and a cluster has one finding of this rule.
      const cluster = [group.centre, ...group.clusters].find((id) => !taken.has(id));
      return cluster === undefined ? [] : [risk({ ...group, subject: { kind: 'cluster', cluster } }, clusters, now)];
    });
    return [...joined.map((group) => fault(group, clusters, now)), ...apart];
  },
};

type Clusters = ReadonlyMap<string, Cluster>;

function fault(group: PairGroup<Overlap>, clusters: Clusters, now: number): Conclusion {
  const text =
    'Since {since}, the ends of {count} use ranges that overlap: {ranges}. Packets for these addresses stay at home.';
  const params = { count: countLinks(group.pairs), ranges: nameRanges(group.pairs) };
  return {
    subject: group.subject,
    words: (since) => words('cidr-overlap', text, { since: utc(since), ...params }),
    for: witnesses(group, clusters, now),
    next: [
      {
        text: `See whether the ranges of ${group.centre} can be changed: it takes part in most of the overlaps`,
        command: null,
      },
      {
        text: 'Otherwise give every cluster of the set translated addresses (Globalnet): one side alone is not enough',
        command: null,
      },
    ],
  };
}

function risk(group: PairGroup<Overlap>, clusters: Clusters, now: number): Conclusion {
  const text =
    'Since {since}, as far as we watched, {count} clusters that share no link use ranges that overlap: {ranges}. Nothing is broken until they are joined.';
  const params = { count: group.clusters.length, ranges: nameRanges(group.pairs) };
  return {
    subject: group.subject,
    kind: 'risk',
    severity: 'info',
    words: (since) => words('cidr-overlap.apart', text, { since: utc(since), ...params }),
    for: witnesses(group, clusters, now),
    next: [
      { text: 'Before they are joined, plan other ranges, or translated addresses for all of them', command: null },
    ],
  };
}

function witnesses({ pairs }: PairGroup<Overlap>, clusters: Clusters, now: number): Conclusion['for'] {
  const said = pairs.flatMap(({ a, b, ofA, ofB }) => [[a, ofA] as const, [b, ofB] as const]);
  return [...new Map(said)].slice(0, 6).map(([id, range]) => {
    return word(id, id, [`uses ${range}`], clusters.get(id)?.observedAt ?? now);
  });
}
