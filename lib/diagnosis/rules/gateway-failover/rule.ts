import { utc } from '#lib/model/utc.ts';
import { type Words, words } from '#lib/model/words.ts';
import { type ClusterWord, clusterWords, nodeSteps } from '../../cluster-word.ts';
import type { Rule } from '../../rule.ts';

/** So long a change of the leader explains what was seen around it, milliseconds. */
const TOLD_FOR_MS = 30 * 60_000;

/** The leading gateway changed; for how long nobody led and no tunnel answered is measured. */
export const gatewayFailover: Rule<'clusters' | 'observations'> = {
  id: 'gateway-failover',
  title: 'A standby took over',
  kind: 'fault',
  layer: 'tunnel',
  severity: 'info',
  needs: ['clusters', 'observations'],
  evaluate(view, now) {
    return clusterWords(view, 'ledAgainAt', now).flatMap((lead) => {
      const at = lead.at('ledAgainAt');
      const active = lead.list('activeGateways');
      const former = lead.fact('formerGateway');
      if (at === null || now - at >= TOLD_FOR_MS || active.length !== 1 || active.includes(former)) return [];
      const { cluster } = lead;
      return [
        {
          subject: { kind: 'cluster', cluster: cluster.id },
          words: () => sentence(lead, at, active[0] ?? '', former),
          for: [lead.testify(...quotes(lead, at))],
          next: [
            ...nodeSteps(cluster, [former]),
            { text: `See why ${former} stopped: its gateway's restarts, its node's conditions`, command: null },
          ],
        },
      ];
    });
  },
};

function sentence(lead: ClusterWord, at: number, successor: string, former: string): Words {
  const from = lead.at('lastLedAt');
  const back = lead.at('tunnelsBackAt');
  const seconds = (until: number): string => ((until - (from ?? until)) / 1000).toFixed(1);
  const params = { at: utc(at), cluster: lead.cluster.id, successor, former };
  const text = 'At {at}, gateway {successor} of {cluster} took over from {former}';
  if (from === null)
    return words('gateway-failover.unwatched', `${text}; when that one stopped was not watched.`, params);
  if (back === null) {
    const still = `${text}: nobody led for {led} s, and not every tunnel answers yet.`;
    return words('gateway-failover.under-way', still, { ...params, led: seconds(at) });
  }
  const measured = `${text}: nobody led for {led} s, and every tunnel answered again {back} s after the last word of {former}.`;
  return words('gateway-failover', measured, { ...params, led: seconds(at), back: seconds(back) });
}

function quotes(lead: ClusterWord, at: number): string[] {
  const [from, back] = [lead.at('lastLedAt'), lead.at('tunnelsBackAt')];
  return [
    ...(from === null ? [] : [`the former led last at ${utc(from)}`]),
    `the successor leads since ${utc(at)}`,
    ...(back === null ? [] : [`all its pings answered at ${utc(back)}`]),
  ];
}
