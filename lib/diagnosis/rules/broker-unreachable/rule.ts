import type { Cluster } from '#lib/model/cluster.ts';
import type { Witness } from '#lib/model/finding.ts';
import { utc } from '#lib/model/utc.ts';
import { words } from '#lib/model/words.ts';
import { announcementsOf } from '../../announcements.ts';
import { clusterWords } from '../../cluster-word.ts';
import type { Conclusion, Rule } from '../../rule.ts';
import { testimony } from '../../testimony.ts';

/** A member that shows that it does not hear its broker. */
interface CutOff {
  cluster: Cluster;
  /** What shows it, for the sentence. */
  why: string;
  witnesses: Witness[];
}

/** Members do not reach their broker: tunnels that stand go on working, and nothing new can be joined or taken over. */
export const brokerUnreachable: Rule<'clusters' | 'links' | 'observations'> = {
  id: 'broker-unreachable',
  title: 'Cut off from the broker',
  kind: 'fault',
  layer: 'discovery',
  severity: 'warning',
  needs: ['clusters', 'links', 'observations'],
  evaluate(view, now) {
    const { clusters, observations } = view;
    const waiting = clusterWords({ clusters, observations }, 'waitsForBroker', now).flatMap((lead): CutOff[] => {
      const node = lead.fact('waitsForBroker');
      // Once the takeover is overdue, that nobody leads is the finding.
      if (node === '' || now >= (lead.at('takeoverDueBy') ?? now)) return [];
      const quotes = [`${node} holds the lock and does not lead yet`, 'one that has its broker leads at once'];
      return [
        { cluster: lead.cluster, why: `${node} waits for it before it leads`, witnesses: [lead.testify(...quotes)] },
      ];
    });
    const known = new Set(waiting.map(({ cluster }) => cluster));
    const behind = [...announcementsOf(view, now).outOfDate].flatMap(([id, list]): CutOff[] => {
      const cluster = clusters.get(id);
      if (!cluster || known.has(cluster)) return [];
      const names = list.map(({ end }) => end.word.cluster.id);
      const news = `has no news of ${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`;
      const said = list.flatMap(({ place }) => place.said);
      return [{ cluster, why: `${id} ${news}`, witnesses: testimony(said, now, true) }];
    });
    const byBroker = Map.groupBy([...waiting, ...behind], ({ cluster }) => cluster.aliases[0]?.scope || cluster.id);
    return [...byBroker.values()].map(conclude);
  },
};

/** Members of one broker are cut off for one cause. */
function conclude(cutOff: readonly CutOff[]): Conclusion {
  const ids = cutOff.map(({ cluster }) => cluster.id).sort();
  const params = {
    members: ids.length > 3 ? `${ids.length} members (${ids.slice(0, 3).join(', ')} and more)` : ids.join(', '),
    count: ids.length === 1 ? '1 member is' : `${ids.length} members are`,
    why: cutOff[0]?.why ?? '',
  };
  const text =
    'Since {since}, {count} cut off from the broker: {members}. {why}. Tunnels that stand go on working; no new gateway can join.';
  return {
    subject: { kind: 'cluster', cluster: ids[0] ?? '' },
    words: (since) => words('broker-unreachable', text, { since: utc(since), ...params }),
    for: cutOff.flatMap(({ witnesses }) => witnesses).slice(0, 6),
    next: [
      {
        text: "See that the nodes of these members reach the broker's API server, and that its certificate and token are good",
        command: null,
      },
      {
        text: 'Avoid a takeover until it is back: a gateway that becomes leader now may have to be restarted afterwards',
        command: null,
      },
    ],
  };
}
