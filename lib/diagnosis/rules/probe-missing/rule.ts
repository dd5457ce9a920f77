import type { Cluster } from '#lib/model/cluster.ts';
import type { Link } from '#lib/model/link.ts';
import { words } from '#lib/model/words.ts';
import type { Conclusion, Rule } from '../../rule.ts';
import { utc } from '../../utc.ts';
import { missingWays, type Way } from './missing-ways.ts';

/** Links that nothing measures; a cluster none of whose links is measured is one finding. */
export const probeMissing: Rule<'clusters' | 'links' | 'observations' | 'probes' | 'sources'> = {
  id: 'probe-missing',
  title: 'Path not measured',
  kind: 'blind',
  layer: 'path',
  severity: 'info',
  needs: ['clusters', 'links', 'observations', 'probes', 'sources'],
  evaluate(view) {
    const unsettled = new Set(
      [...view.sources.values()]
        .filter((source) => source.state === 'failed' || source.state === 'waiting')
        .map((source) => source.cluster),
    );
    const judged = [...view.links.values()].filter(
      (link) => (link.expected || link.systems.length > 0) && !link.clusters.some((end) => unsettled.has(end)),
    );
    const missing = new Map(judged.map((link) => [link, missingWays(view, link)]));
    const bare = [...view.clusters.values()].filter((cluster) => {
      const own = judged.filter((link) => link.clusters.includes(cluster.id));
      return own.length > 1 && own.every((link) => missing.get(link)?.length === 2);
    });
    const covered = new Set(bare.map((cluster) => cluster.id));
    return [
      ...bare.map((cluster) => bareCluster(cluster, judged)),
      ...judged
        .filter((link) => !link.clusters.some((end) => covered.has(end)))
        .flatMap((link) => unmeasured(link, missing.get(link) ?? [])),
    ];
  },
};

function bareCluster(cluster: Cluster, links: readonly Link[]): Conclusion {
  const count = links.filter((link) => link.clusters.includes(cluster.id)).length;
  return {
    subject: { kind: 'cluster', cluster: cluster.id },
    words: (since) =>
      words(
        'probe-missing.cluster',
        'Since {since}, none of the {count} links of {cluster} is measured: whether packets pass is by hearsay only.',
        {
          since: utc(since),
          count,
          cluster: cluster.id,
        },
      ),
    for: [],
    next: remedies(cluster.id),
  };
}

function unmeasured(link: Link, ways: readonly Way[]): Conclusion[] {
  const [first] = ways;
  if (!first) return [];
  const [from, to] = first;
  const both = ways.length === 2;
  return [
    {
      subject: both ? { kind: 'link', link: link.id } : { kind: 'direction', from, to },
      words: (since) =>
        words(
          'probe-missing.link',
          'Since {since}, nothing measures {from} to {to}{both}: whether packets pass is by hearsay only.',
          {
            since: utc(since),
            from,
            to,
            both: both ? ', either way' : '',
          },
        ),
      for: [],
      next: remedies(from, to),
    },
  ];
}

function remedies(...clusters: readonly string[]): Conclusion['next'] {
  return [
    { text: `Install the probe exporter of deploy/ in ${clusters.join(' or ')}`, command: null },
    { text: 'Or name an address to probe under probes.targets in causeway.yaml', command: null },
  ];
}
