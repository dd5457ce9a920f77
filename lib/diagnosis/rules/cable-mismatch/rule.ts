import type { Link } from '#lib/model/link.ts';
import { utc } from '#lib/model/utc.ts';
import { words } from '#lib/model/words.ts';
import { clusterWords } from '../../cluster-word.ts';
import { countLinks, groupPairs, nameLinks, type PairGroup } from '../../pairs.ts';
import type { Conclusion, Rule } from '../../rule.ts';
import { type End, endOf, type Mismatch, mismatchOf } from './mismatch.ts';

/** The two ends of a tunnel are set up so that they cannot meet. */
export const cableMismatch: Rule<'clusters' | 'links' | 'observations'> = {
  id: 'cable-mismatch',
  title: 'Two ends that cannot meet',
  kind: 'fault',
  layer: 'tunnel',
  severity: 'critical',
  needs: ['clusters', 'links', 'observations'],
  evaluate({ clusters, links, observations }, now) {
    // An end whose word is old or missing, or that no gateway leads, is not compared.
    const led = clusterWords({ clusters, observations }, 'cableDriver', now).filter((word) => word.fact('ownCable'));
    const ends = Map.groupBy(led.map(endOf), ({ id }) => id);
    const found = [...links.values()].map((link) => mismatchIn(link, ends)).filter((pair) => pair !== null);
    return groupPairs(found).map(conclude);
  },
};

function mismatchIn(
  { clusters: [a, b], systems, directions }: Link,
  ends: ReadonlyMap<string, End[]>,
): Mismatch | null {
  const [ours, theirs] = [ends.get(a), ends.get(b)];
  if (!ours || !theirs) return null;
  for (const here of ours) {
    const { system } = here.word;
    const there = theirs.find(({ word }) => word.system === system);
    const found = there && systems.includes(system) ? mismatchOf(here, there, directions) : null;
    if (found) return found;
  }
  return null;
}

function conclude({ subject, pairs, centre }: PairGroup<Mismatch>): Conclusion {
  const [first] = pairs;
  const params = { count: countLinks(pairs), links: nameLinks(pairs), what: first?.what ?? '', centre };
  const certain = pairs.some(({ certain }) => certain);
  const text = certain
    ? 'Since {since}, the ends of {count} are set up so that they cannot meet: {what} ({links}).'
    : 'Since {since}, the tunnel of {count} fails, and its ends are set up in a way that may be why: {what} ({links}).';
  // The odd one first, then those that it does not meet.
  const others = pairs.slice(0, 5).flatMap(({ ends }) => ends);
  const ends = [...new Map(others.map((end) => [end.id, end])).values()];
  return {
    subject,
    severity: certain ? 'critical' : 'warning',
    words: (since) => words('cable-mismatch', text, { since: utc(since), ...params }),
    for: ends
      .toSorted((one, other) => Number(other.id === centre) - Number(one.id === centre))
      .slice(0, 6)
      .map(({ word }) => {
        const named = ['cableDriver', 'version', 'nat', 'publicAddress'].map(
          (name) => `${name}: ${word.fact(name) || 'none'}`,
        );
        return word.testify(...named);
      }),
    next: [
      { text: `See which setting of ${centre} differs from its peers, and since which rollout`, command: null },
      { text: 'Set the same at both ends, then restart the gateways of the one that was changed', command: null },
    ],
  };
}
