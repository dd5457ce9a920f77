import type { Link } from '#lib/model/link.ts';
import { words } from '#lib/model/words.ts';
import { type ClusterWord, clusterWords } from '../../cluster-word.ts';
import { countLinks, groupPairs, nameLinks, type PairGroup } from '../../pairs.ts';
import type { Conclusion, Rule } from '../../rule.ts';
import { utc } from '../../utc.ts';
import { type Mismatch, mismatchOf } from './mismatch.ts';

/** The two ends of a tunnel are set up so that they cannot meet. */
export const cableMismatch: Rule<'clusters' | 'links' | 'observations'> = {
  id: 'cable-mismatch',
  title: 'Two ends that cannot meet',
  kind: 'fault',
  layer: 'tunnel',
  severity: 'critical',
  needs: ['clusters', 'links', 'observations'],
  evaluate({ clusters, links, observations }, now) {
    const said = new Map(
      clusterWords({ clusters, observations }, 'cableDriver', now).map((one) => [
        `${one.cluster.id}/${one.system}`,
        one,
      ]),
    );
    if (said.size < 2) return [];
    return groupPairs([...links.values()].flatMap((link) => mismatchesOf(link, said))).map(conclude);
  },
};

function mismatchesOf(
  { clusters: [a, b], systems, directions }: Link,
  said: ReadonlyMap<string, ClusterWord>,
): Mismatch[] {
  for (const system of systems) {
    const [here, there] = [said.get(`${a}/${system}`), said.get(`${b}/${system}`)];
    // An end whose word is old or missing, or that no gateway leads, is not compared.
    if (!here?.fact('ownCable') || !there?.fact('ownCable')) continue;
    const fails = directions.some(({ layers }) => layers.tunnel?.status === 'down');
    const found = mismatchOf(here, there, fails);
    if (found) return [found];
  }
  return [];
}

function conclude({ subject, pairs, centre }: PairGroup<Mismatch>): Conclusion {
  const [first] = pairs;
  const params = { count: countLinks(pairs), links: nameLinks(pairs), what: first?.what ?? '', centre };
  const certain = pairs.some(({ certain }) => certain);
  const text = certain
    ? 'Since {since}, the ends of {count} are set up so that they cannot meet: {what} ({links}).'
    : 'Since {since}, the tunnel of {count} fails, and its ends are set up in a way that may be why: {what} ({links}).';
  const ends = [...new Map(pairs.flatMap(({ ends }) => ends).map((end) => [end.cluster.id, end])).values()];
  return {
    subject,
    severity: certain ? 'critical' : 'warning',
    words: (since) => words('cable-mismatch', text, { since: utc(since), ...params }),
    for: ends
      .toSorted((one, other) => Number(other.cluster.id === centre) - Number(one.cluster.id === centre))
      .slice(0, 6)
      .map((end) => {
        const named = ['cableDriver', 'version', 'nat', 'publicAddress'].map(
          (name) => `${name}: ${end.fact(name) || 'none'}`,
        );
        return end.testify(...named);
      }),
    next: [
      { text: `See which setting of ${centre} differs from its peers, and since which rollout`, command: null },
      { text: 'Set the same at both ends, then restart the gateways of the one that was changed', command: null },
    ],
  };
}
