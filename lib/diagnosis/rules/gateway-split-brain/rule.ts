import { utc } from '#lib/model/utc.ts';
import { words } from '#lib/model/words.ts';
import { clusterWords, nodeSteps } from '../../cluster-word.ts';
import type { Rule } from '../../rule.ts';

/** A frozen gateway that wakes up leads beside its successor for 10 s; longer is no takeover, milliseconds. */
const TAKEOVER_OVERLAP_MS = 15_000;

/** Two gateways of one cluster say freshly that they lead. */
export const gatewaySplitBrain: Rule<'clusters' | 'observations'> = {
  id: 'gateway-split-brain',
  title: 'Two gateways lead',
  kind: 'fault',
  layer: 'tunnel',
  severity: 'critical',
  needs: ['clusters', 'observations'],
  evaluate(view, now) {
    return clusterWords(view, 'activeGateways', now).flatMap((lead) => {
      const active = lead.list('activeGateways');
      const since = lead.at('activeGatewaysSince');
      if (active.length < 2 || since === null || now - since < TAKEOVER_OVERLAP_MS) return [];
      const { cluster } = lead;
      const params = {
        since: utc(since),
        count: active.length,
        cluster: cluster.id,
        names: active.slice(0, 6).join(', '),
      };
      const text = 'Since {since}, {count} gateways of {cluster} say freshly that they lead: {names}.';
      return [
        {
          subject: { kind: 'cluster', cluster: cluster.id },
          words: () => words('gateway-split-brain', text, params),
          for: [lead.testify(lead.observation.words.text, `both since ${utc(since)}`)],
          next: [
            ...nodeSteps(cluster, active),
            {
              text: 'See which of them holds the lock of the leader, and restart the gateway on the other',
              command: null,
            },
          ],
        },
      ];
    });
  },
};
