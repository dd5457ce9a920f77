import { utc } from '#lib/model/utc.ts';
import { plain, words } from '#lib/model/words.ts';
import { type Announcements, announcementsOf } from '../../announcements.ts';
import { nodeSteps } from '../../cluster-word.ts';
import type { Conclusion, Rule } from '../../rule.ts';
import { testimony } from '../../testimony.ts';

/** The leading gateway of a cluster is not the one that others are told of: they talk to one that is gone. */
export const endpointNotPublished: Rule<'clusters' | 'links' | 'observations'> = {
  id: 'endpoint-not-published',
  title: 'Others are told of another gateway',
  kind: 'conflict',
  layer: 'discovery',
  severity: 'critical',
  needs: ['clusters', 'links', 'observations'],
  evaluate(view, now) {
    return announcementsOf(view, now).unpublished.map((one) => conclude(one, now));
  },
};

function conclude({ end, missingHere, places }: Announcements['unpublished'][number], now: number): Conclusion {
  const { word, cable, since } = end;
  const { cluster } = word;
  const others = [...new Set(places.flatMap(({ cables }) => cables))].map((name) => plain(name));
  const params = {
    cluster: cluster.id,
    cable,
    leads: utc(since),
    places: placesOf(missingHere, places),
    announced: others.length === 0 ? 'not announced' : `announced as ${others.slice(0, 3).join(', ')}`,
  };
  const text = 'Since {since}, {cluster} is {announced} by {places}; what leads there since {leads} is {cable}.';
  return {
    subject: { kind: 'cluster', cluster: cluster.id },
    words: (firstSeenAt) => words('endpoint-not-published', text, { since: utc(firstSeenAt), ...params }),
    for: [word.testify(word.observation.words.text, `leads with ${cable}`, `since ${utc(since)}`)],
    against: testimony(
      places.flatMap(({ said }) => said),
      now,
      false,
    ),
    next: [
      {
        text: 'Restart the gateway that leads: one that became leader without its broker does not sync again by itself',
        command: null,
      },
      ...nodeSteps(cluster, gatewaysOf(end)),
      { text: `See that the nodes of ${cluster.id} reach the API server of the broker`, command: null },
    ],
  };
}

function gatewaysOf({ word }: Announcements['unpublished'][number]['end']): string[] {
  return word.cluster.facts.gateways.flatMap(({ system, says, node }) =>
    system === word.system && says === 'active' ? [node] : [],
  );
}

/** `the broker in hub and 2 of its peers`. */
function placesOf(missingHere: boolean, places: Announcements['unpublished'][number]['places']): string {
  const brokers = places.filter(({ broker }) => broker).map(({ at }) => `the broker in ${at}`);
  const peers = places.filter(({ broker }) => !broker).map(({ at }) => at);
  const named = peers.length > 3 ? [`${peers.length} peers`] : peers.map((peer) => `its peer ${peer}`);
  const all = [...(missingHere ? ['its own namespace'] : []), ...brokers, ...named];
  return all.join(' and ');
}
