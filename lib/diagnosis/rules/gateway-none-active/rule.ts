import { utc } from '#lib/model/utc.ts';
import { plain, words } from '#lib/model/words.ts';
import { type ClusterWord, clusterWords, nodeSteps } from '../../cluster-word.ts';
import type { Conclusion, Rule } from '../../rule.ts';

/** Nobody leads, and the time in which its system promises a takeover has passed. */
export const gatewayNoneActive: Rule<'clusters' | 'observations'> = {
  id: 'gateway-none-active',
  title: 'No gateway leads',
  kind: 'fault',
  layer: 'tunnel',
  severity: 'critical',
  needs: ['clusters', 'observations'],
  evaluate(view, now) {
    return clusterWords(view, 'takeoverDueBy', now).flatMap((lead) => {
      const dueBy = lead.at('takeoverDueBy');
      return dueBy === null || now < dueBy ? [] : [conclude(lead, dueBy)];
    });
  },
};

function conclude(lead: ClusterWord, dueBy: number): Conclusion {
  const { cluster, system } = lead;
  const gateways = cluster.facts.gateways.filter((gateway) => gateway.system === system);
  const standby = gateways.filter(({ status }) => status === 'up').map(({ node }) => plain(node));
  const failure = lead.fact('cannotStart');
  const waits = lead.fact('waitsForBroker');
  const since = lead.at('activeGatewaysSince') ?? dueBy;
  const params = {
    cluster: cluster.id,
    since: utc(since),
    seconds: Math.round((dueBy - since) / 1000),
    standby: standby.length === 0 ? 'no gateway is left' : `${standby.join(', ')} stood by`,
    failure,
  };
  const text = 'Since {since}, no gateway of {cluster} leads; ';
  return {
    subject: { kind: 'cluster', cluster: cluster.id },
    words: () =>
      failure === ''
        ? words('gateway-none-active', `${text}a takeover was due within {seconds} s, and {standby}.`, params)
        : words('gateway-none-active.cannot-start', `${text}none can start: {failure}`, params),
    for: [
      lead.testify(
        lead.observation.words.text,
        ...gateways.map(({ node, says, status }) => `${plain(node)} says ${plain(says)}, ${status}`).slice(0, 6),
        ...(waits === '' ? [] : [`${waits} holds the lock and does not lead, as one does without its broker`]),
      ),
    ],
    next: [
      ...nodeSteps(
        cluster,
        gateways.map(({ node }) => node),
      ),
      { text: 'Read the log of the gateway that should lead: driver, lock, or the way to its broker', command: null },
    ],
  };
}
