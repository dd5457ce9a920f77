import { utc } from '#lib/model/utc.ts';
import { words } from '#lib/model/words.ts';
import { clusterWords, nodeSteps } from '../../cluster-word.ts';
import type { Rule } from '../../rule.ts';

/** A standby that restarts is back within a minute, milliseconds. */
const RESTART_MS = 60_000;

/** All tunnels of a cluster hang on one gateway node: nobody takes over when it goes. */
export const gatewaySingle: Rule<'clusters' | 'observations'> = {
  id: 'gateway-single',
  title: 'One gateway, no standby',
  kind: 'risk',
  layer: 'underlay',
  severity: 'warning',
  needs: ['clusters', 'observations'],
  evaluate(view, now) {
    return clusterWords(view, 'aloneSince', now).flatMap((lead) => {
      const since = lead.at('aloneSince');
      const { cluster, system } = lead;
      const [node] = lead.list('activeGateways');
      const gateway = cluster.facts.gateways.find((one) => one.system === system && one.node === node);
      // Where it carries nothing, nothing is lost with it.
      if (since === null || now - since < RESTART_MS || !gateway?.connections) return [];
      const { connections } = gateway;
      const params = {
        since: utc(since),
        cluster: cluster.id,
        node: node ?? '',
        tunnels: connections === 1 ? '1 tunnel' : `${connections} tunnels`,
      };
      const text =
        'Since {since}, as far as we watched, {node} is the only gateway of {cluster}: it carries {tunnels}, and none stands by.';
      return [
        {
          subject: { kind: 'cluster', cluster: cluster.id },
          words: () => words('gateway-single', text, params),
          for: [lead.testify(lead.observation.words.text, `alone since ${utc(since)}`)],
          next: [
            ...nodeSteps(cluster, [gateway.node]),
            {
              text: `Make a second node of ${cluster.id} a gateway, in another zone where there is one`,
              command: null,
            },
          ],
        },
      ];
    });
  },
};
