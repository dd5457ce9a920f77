import type { Gateway } from '#lib/model/cluster.ts';
import type { Statement } from '#lib/model/statement.ts';
import type { Status } from '#lib/model/status.ts';
import { utc } from '#lib/model/utc.ts';
import { type Words, words } from '#lib/model/words.ts';
import { HEARTBEAT_EVERY_MS, HEARTBEAT_FRESH_MS, type WatchedGateway } from './heartbeat.ts';

/** What is known of each gateway itself: leading, standing by, failed, or silent while it still claims to lead. */
export function gatewayStatements(gateways: readonly WatchedGateway[], provenAt: number): Statement[] {
  return gateways.map((gateway) => {
    const { node, beat, says, failure, local, version } = gateway;
    return {
      id: `gateway/${node}`,
      about: { kind: 'self' },
      layer: 'tunnel',
      status: statusOf(gateway),
      words: wordsOf(gateway),
      witness: `Submariner gateway ${node}`,
      facts: [
        { name: 'haStatus', value: says },
        { name: 'heartbeatAt', value: beat.at === null ? '' : new Date(beat.at).toISOString() },
        { name: 'statusFailure', value: failure },
        { name: 'cableName', value: local?.cableName ?? '' },
        { name: 'version', value: version },
        { name: 'summary', value: summaryOf(gateway) },
      ],
      evidence: null,
      // That it is silent holds now; what it says holds since its last heartbeat.
      observedAt: beat.state === 'silent' ? provenAt : (beat.at ?? provenAt),
      freshForMs: HEARTBEAT_FRESH_MS,
    };
  });
}

/** The same for the list of gateways of a cluster. */
export function gatewayFacts(gateways: readonly WatchedGateway[]): Gateway[] {
  return gateways.map((gateway) => ({
    system: 'submariner',
    node: gateway.node,
    says: gateway.says,
    // Not seen is not silent: nobody may conclude from it that the gateway stopped.
    status: gateway.beat.state === 'unseen' ? 'unknown' : statusOf(gateway),
    connected: connectedOf(gateway),
    connections: gateway.connections.length,
    heartbeatAt: gateway.beat.at,
    heartbeatEveryMs: gateway.beat.at === null ? null : HEARTBEAT_EVERY_MS,
    remark: summaryOf(gateway),
  }));
}

function statusOf({ beat, failure, says }: WatchedGateway): Status {
  if (beat.at === null) return 'unknown';
  if (beat.state !== 'fresh') return 'stale';
  if (failure !== '') return 'down';
  return says === 'active' || says === 'passive' ? 'up' : 'unknown';
}

function wordsOf({ node, beat, failure, says }: WatchedGateway): Words {
  if (beat.at === null)
    return words('submariner.gateway-without-heartbeat', 'Gateway {node} has no heartbeat', { node });
  const since = utc(beat.at);
  if (beat.state === 'silent') {
    const text = 'Gateway {node} still says {says}, and its heartbeat stopped at {since}';
    return words('submariner.gateway-silent', text, { node, says: says === '' ? 'nothing' : says, since });
  }
  if (beat.state === 'unseen')
    return words('submariner.gateway-unseen', 'Gateway {node} was last seen at {since}', { node, since });
  if (failure !== '') return words('submariner.gateway-failed', 'Gateway {node} failed: {failure}', { node, failure });
  if (says === 'active') return words('submariner.gateway-active', 'Gateway {node} is active', { node });
  if (says === 'passive') return words('submariner.gateway-passive', 'Gateway {node} stands by', { node });
  return words('submariner.gateway-unknown', 'Gateway {node} says {says}', { node, says: says || 'nothing' });
}

function connectedOf({ connections }: WatchedGateway): number {
  return connections.filter((connection) => connection.status === 'connected').length;
}

/** The summary that `subctl show gateways` prints. */
function summaryOf(gateway: WatchedGateway): string {
  const total = gateway.connections.length;
  const connected = connectedOf(gateway);
  if (gateway.failure !== '') return gateway.failure;
  if (total === 0) return 'There are no connections';
  return connected === total
    ? `All connections (${total}) are established`
    : `${connected} connections out of ${total} are established`;
}
