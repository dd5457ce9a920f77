import type { Cluster } from '#lib/model/cluster.ts';
import { utc } from '#lib/model/utc.ts';
import { words } from '#lib/model/words.ts';
import { type ClusterWord, clusterWords, nodeSteps } from '../../cluster-word.ts';
import type { Conclusion, Rule } from '../../rule.ts';
import { testimony } from '../../testimony.ts';
import { type LostWay, lostWays, nameSome, unready } from './lost-ways.ts';

/** Words of nodes that are looked at for a finding's witnesses. */
const MOST_HEARD = 32;

/** Gateways are fine, and one or more nodes of a cluster do not reach its peers. One cluster, one finding. */
export const nodePathBroken: Rule<'clusters' | 'links' | 'observations'> = {
  id: 'node-path-broken',
  title: 'Some nodes do not get through',
  kind: 'fault',
  layer: 'path',
  severity: 'warning',
  needs: ['clusters', 'links', 'observations'],
  evaluate(view, now) {
    const broken = [...Map.groupBy(lostWays(view, now), ({ cluster }) => cluster)];
    const known = new Set(broken.map(([cluster]) => cluster));
    const silent = clusterWords(view, 'silentNodes', now).filter(({ cluster }) => !known.has(cluster));
    return [
      ...broken.map(([cluster, ways]) => fault(cluster, ways, now)),
      ...silent.flatMap((word) => suspicion(word)),
    ];
  },
};

function fault(cluster: Cluster, ways: readonly LostWay[], now: number): Conclusion {
  const nodes = [...new Set(ways.map(({ node }) => node))].sort();
  const [only, ...others] = new Set(ways.map(({ link }) => link));
  const peers = nameSome([...new Set(ways.map(({ peer }) => peer))].sort());
  const works = ways.every(({ tunnelWorks }) => tunnelWorks) ? ', and its gateways can' : '';
  const params = { ...paramsOf(cluster, nodes), peers, while: works };
  const text = 'Since {since}, {count} of {cluster} cannot reach {peers}{while}: {nodes}.';
  return {
    subject: only && others.length === 0 ? { kind: 'link', link: only } : { kind: 'cluster', cluster: cluster.id },
    words: (since) => words('node-path-broken', text, { since: utc(since), ...params }),
    for: testimony(
      ways.slice(0, MOST_HEARD).map(({ says }) => says),
      now,
      true,
    ),
    next: steps(cluster, nodes),
  };
}

/** Nobody says that a way fails, and nobody has said for long that it works. */
function suspicion(word: ClusterWord): Conclusion[] {
  const { cluster } = word;
  const nodes = word.list('silentNodes').filter((node) => !unready(cluster).has(node));
  const since = word.at('silentSince');
  if (nodes.length === 0 || since === null) return [];
  const params = { ...paramsOf(cluster, nodes), peers: nameSome(word.list('silentAbout')), since: utc(since) };
  const text =
    'Since {since}, {count} of {cluster} told of no answer from {peers}, which is due each minute: {nodes}. The way may be broken, or nobody asks.';
  return [
    {
      subject: { kind: 'cluster', cluster: cluster.id },
      severity: 'info',
      words: () => words('node-path-broken.suspected', text, params),
      for: [word.testify(word.observation.words.text)],
      next: steps(cluster, nodes),
    },
  ];
}

function steps(cluster: Cluster, nodes: readonly string[]): Conclusion['next'] {
  const text =
    'See that these nodes may send tunnelled packets to the active gateway of their cluster: port and firewall';
  return [...nodeSteps(cluster, nodes), { text, command: null }];
}

function paramsOf({ id }: Cluster, nodes: readonly string[]): { cluster: string; nodes: string; count: string } {
  return { cluster: id, nodes: nameSome(nodes), count: nodes.length === 1 ? '1 node' : `${nodes.length} nodes` };
}
