import { words } from '#lib/model/words.ts';
import { clusterWords } from '../../cluster-word.ts';
import { countLinks, groupPairs, nameLinks, type PairGroup } from '../../pairs.ts';
import type { Conclusion, Rule } from '../../rule.ts';
import { utc } from '../../utc.ts';
import { carries, type Plain, plainOf } from './plain-links.ts';

/** A link carries traffic and none of its layers encrypts it. One choice of a driver is one finding, for all links it makes. */
export const linkUnencrypted: Rule<'clusters' | 'links' | 'observations'> = {
  id: 'link-unencrypted',
  title: 'Traffic that nothing encrypts',
  kind: 'risk',
  layer: 'underlay',
  severity: 'warning',
  needs: ['clusters', 'links', 'observations'],
  evaluate({ clusters, links, observations }, now) {
    const said = Map.groupBy(clusterWords({ clusters, observations }, 'encryption', now), ({ cluster }) => cluster.id);
    const plain = new Map([...said].map(([id, list]) => [id, list.some((one) => one.fact('encryption') === 'none')]));
    const pairs = [...links.values()].flatMap((link) => {
      const [a, b] = link.clusters;
      if ((!plain.get(a) && !plain.get(b)) || !carries(link)) return [];
      return plainOf(link, said);
    });
    return groupPairs(pairs).map(conclude);
  },
};

function conclude({ subject, pairs, clusters }: PairGroup<Plain>): Conclusion {
  const covered = pairs.every((pair) => pair.covered);
  const ends = [...new Map(pairs.flatMap(({ said }) => said).map((one) => [one.cluster.id, one])).values()];
  const drivers = [...new Set(ends.map((one) => one.fact('cableDriver') || one.fact('datapath')))].filter(Boolean);
  const params = {
    count: countLinks(pairs),
    carry: pairs.length === 1 ? 'carries' : 'carry',
    clusters: clusters.length,
    by: drivers.length === 0 ? 'as they are' : `by ${drivers.join(', ')}`,
    links: nameLinks(pairs),
  };
  const text =
    'Since {since}, as far as we watched, {count} of {clusters} clusters {carry} packets {by}, without encryption: {links}';
  return {
    subject,
    severity: covered ? 'info' : 'warning',
    words: (since) =>
      words('link-unencrypted', `${text}${covered ? '; a layer above encrypts its own.' : '.'}`, {
        since: utc(since),
        ...params,
      }),
    for: ends
      .slice(0, 6)
      .map((one) => one.testify(`encryption: ${one.fact('encryption')}`, one.observation.words.text)),
    next: [
      {
        text: 'Ask whether the network between the sites may carry plain packets: a leased line, MACsec below',
        command: null,
      },
      {
        text: 'Otherwise choose a driver that encrypts, for all members at once: two drivers cannot meet',
        command: null,
      },
    ],
  };
}
