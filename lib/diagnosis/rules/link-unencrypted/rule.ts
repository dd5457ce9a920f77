import { utc } from '#lib/model/utc.ts';
import { words } from '#lib/model/words.ts';
import { type ClusterWord, clusterWords } from '../../cluster-word.ts';
import { countLinks, groupPairs, nameLinks, type PairGroup } from '../../pairs.ts';
import type { Conclusion, Rule } from '../../rule.ts';
import { toldCommand } from '../../told-command.ts';
import { type Plain, plainOf, type Treatment, treatments } from './plain-links.ts';

/** A link carries traffic and none of its layers encrypts it. One choice of a driver is one finding, for all links it makes. */
export const linkUnencrypted: Rule<'clusters' | 'links' | 'observations'> = {
  id: 'link-unencrypted',
  title: 'Traffic that nothing encrypts',
  kind: 'risk',
  layer: 'underlay',
  severity: 'warning',
  needs: ['clusters', 'links', 'observations'],
  evaluate(view, now) {
    const { clusters, links, observations } = view;
    const said = treatments(clusterWords({ clusters, observations }, 'encryption', now));
    const pairs = [...links.values()].map((link) => plainOf(link, said)).filter((pair) => pair !== null);
    return groupPairs(pairs).map((group) => conclude(group, said, view));
  },
};

function conclude(
  { subject, pairs, clusters }: PairGroup<Plain>,
  said: ReadonlyMap<string, Treatment[]>,
  view: Parameters<typeof toldCommand>[0],
): Conclusion {
  const covered = pairs.every((pair) => pair.covered);
  const systems = new Set(pairs.map(({ system }) => system));
  const ends = clusters
    .flatMap((id) => said.get(id) ?? [])
    .filter(({ system, encrypts }) => systems.has(system) && !encrypts)
    .map(({ word }) => word);
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
      ...ends.slice(0, 1).flatMap((one) => seen(one, view)),
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

/** What can be run to see it with one's own eyes; nothing where no source tells it. */
function seen({ cluster, system }: ClusterWord, view: Parameters<typeof toldCommand>[0]): Conclusion['next'] {
  const command = toldCommand(view, cluster.id, system, 'encryptionCommand');
  return command ? [{ text: `See in ${cluster.id} what is encrypted, and by what`, command }] : [];
}
