import type { Cluster, Gateway } from '#lib/model/cluster.ts';
import { utc } from '#lib/model/utc.ts';
import { plain, words } from '#lib/model/words.ts';
import { clusterWords, nodeSteps } from '../../cluster-word.ts';
import type { Conclusion, Rule } from '../../rule.ts';
import { shell } from '../../shell.ts';
import { word } from '../../testimony.ts';

/** A heartbeat that is missing for less is not yet a stopped one, milliseconds. */
const MIN_SILENCE_MS = 15_000;

type Heard = Gateway & { heartbeatAt: number };

/** A gateway still says active and its heartbeat stopped, while we read its cluster well. */
export const gatewayStale: Rule<'clusters' | 'observations' | 'sources'> = {
  id: 'gateway-stale',
  title: 'Says active, heartbeat stopped',
  kind: 'conflict',
  layer: 'tunnel',
  severity: 'critical',
  needs: ['clusters', 'observations', 'sources'],
  evaluate({ clusters, observations, sources }, now) {
    // A takeover that is due or overdue has a word of its own, gateway-none-active.
    const due = clusterWords({ clusters, observations }, 'takeoverDueBy', now);
    return [...clusters.values()].flatMap((cluster) => {
      if (cluster.reading !== 'read' || cluster.status !== 'up') return [];
      const active = cluster.facts.gateways.filter(
        ({ says, system }) =>
          says === 'active' &&
          sources.get(`${cluster.id}/${system}`)?.state === 'ok' &&
          !due.some((lead) => lead.cluster === cluster && lead.system === system),
      );
      const silent = active.filter((gateway): gateway is Heard => isSilent(gateway, now));
      const successor = active.find((gateway) => gateway.status === 'up');
      return silent.length === 0 ? [] : [conclude(cluster, silent, successor)];
    });
  },
};

function isSilent({ status, heartbeatAt }: Gateway, now: number): boolean {
  return status === 'stale' && heartbeatAt !== null && now - heartbeatAt >= MIN_SILENCE_MS;
}

function conclude(cluster: Cluster, silent: readonly Heard[], successor: Gateway | undefined): Conclusion {
  const last = silent.reduce((newest, gateway) => (gateway.heartbeatAt > newest.heartbeatAt ? gateway : newest));
  const params = {
    cluster: cluster.id,
    names: silent.map((gateway) => plain(gateway.node)).join(', '),
    promise: last.heartbeatEveryMs === null ? '' : `, promised every ${last.heartbeatEveryMs / 1000} s,`,
    at: utc(last.heartbeatAt),
    successor: plain(successor?.node ?? ''),
  };
  const sentence = 'Gateway {names} of {cluster} says active and its heartbeat{promise} stopped at {at}; ';
  return {
    subject: { kind: 'cluster', cluster: cluster.id },
    // Where another one has taken over, what is left is an object that nobody withdrew.
    severity: successor ? 'warning' : 'critical',
    words: () =>
      successor
        ? words('gateway-stale.replaced', `${sentence}{successor} has taken over.`, params)
        : words('gateway-stale.alone', `${sentence}no other gateway is active.`, params),
    for: silent.map((gateway) => ({ ...testify(gateway, cluster), fresh: false, believed: false })),
    next: silent.flatMap((gateway) => steps(gateway, cluster)),
  };
}

function testify({ system, node, says, heartbeatAt }: Heard, cluster: Cluster): Conclusion['for'][number] {
  const quotes = [`says ${plain(says)}`, `last heartbeat ${utc(heartbeatAt)}`];
  return word(`${system} gateway ${plain(node)}`, `${cluster.id}/${system}`, quotes, heartbeatAt);
}

function steps({ node }: Heard, cluster: Cluster): Conclusion['next'] {
  return [
    ...nodeSteps(cluster, [node]),
    {
      text: 'See what runs on it, and since when',
      command: shell`kubectl --context ${cluster.name} get pods -A -o wide --field-selector ${`spec.nodeName=${node}`}`,
    },
  ];
}
