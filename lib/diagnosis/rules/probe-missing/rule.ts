import type { Link, Probe } from '#lib/model/link.ts';
import { utc } from '#lib/model/utc.ts';
import { words } from '#lib/model/words.ts';
import type { Conclusion, Rule } from '../../rule.ts';
import { word } from '../../testimony.ts';
import { type MissingWay, missingWays, unsettledClusters } from './missing-ways.ts';
import { remedies } from './remedies.ts';

/** A cluster with more of them is one finding, not many. */
const MOST_LINKS = 8;

/** Links that nothing measures; a cluster of which none, or many, are not measured is one finding. */
export const probeMissing: Rule<'clusters' | 'links' | 'observations' | 'probes' | 'sources'> = {
  id: 'probe-missing',
  title: 'Path not measured',
  kind: 'blind',
  layer: 'path',
  severity: 'info',
  needs: ['clusters', 'links', 'observations', 'probes', 'sources'],
  evaluate(view, now) {
    const unsettled = unsettledClusters(view, now);
    const judged = [...view.links.values()]
      .filter((link) => (link.expected || link.systems.length > 0) && !link.clusters.some((end) => unsettled.has(end)))
      .map((link) => ({ link, ways: missingWays(view, link) }));
    const refusing = new Set(judged.flatMap(({ ways }) => ways.flatMap((way) => way.refused.map(({ from }) => from))));
    const ends = judged.flatMap(({ link, ways }) =>
      link.clusters.map((cluster) => ({ cluster, bare: ways.length > 1 })),
    );
    const bare = [...Map.groupBy(ends, (end) => end.cluster)]
      .map(([cluster, links]) => ({ cluster, of: links.length, count: links.filter((end) => end.bare).length }))
      .filter(({ of, count }) => of > 1 && (count === of || count > MOST_LINKS));
    const covered = new Set(bare.map(({ cluster }) => cluster));
    return [
      ...bare.map(bareCluster),
      ...judged.flatMap(({ link, ways }) =>
        link.clusters.some((end) => covered.has(end)) ? [] : bareLink(link, ways, now),
      ),
    ].map((conclusion) => ({ ...conclusion, next: remedies(view.clusters, conclusion.subject, refusing) }));
  },
};

type Bare = Omit<Conclusion, 'next'>;

function bareCluster({ cluster, of, count }: { cluster: string; of: number; count: number }): Bare {
  const what = count === of ? `none of the ${count} links` : `${count} of the ${of} links`;
  const verb = count === of ? 'is measured' : 'are not measured';
  const text = 'Since {since}, {what} of {cluster} {verb}: whether packets pass is hearsay.';
  return {
    subject: { kind: 'cluster', cluster },
    words: (since) => words('probe-missing.cluster', text, { since: utc(since), what, verb, cluster }),
    for: [],
  };
}

function bareLink(link: Link, ways: readonly MissingWay[], now: number): Bare[] {
  const [first] = ways;
  if (!first) return [];
  const { from, to } = first;
  const both = ways.length > 1 ? ', either way' : '';
  const refused = ways.flatMap((way) => way.refused);
  const why = refused[0] ? ` (a probe is set: ${refused[0].remark})` : '';
  const text = 'Since {since}, nothing measures {from} to {to}{both}{why}: whether packets pass is hearsay.';
  return [
    {
      subject: both ? { kind: 'link', link: link.id } : { kind: 'direction', from, to },
      words: (since) => words('probe-missing.link', text, { since: utc(since), from, to, both, why }),
      for: refused.slice(0, 3).map((probe) => refusal(probe, now)),
    },
  ];
}

/** A probe that no call was made for has no instant of its own: its refusal is how things stand now. */
function refusal({ from, what, target, remark, observedAt }: Probe, now: number): Conclusion['for'][number] {
  return word(`Probe agent in ${from}`, `${from}/probes`, [`${what} ${target}: ${remark}`], observedAt ?? now);
}
