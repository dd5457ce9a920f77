import { chance } from './chance.ts';
import { type Cluster, type FleetNode, healthCheckIp } from './fleet.ts';
import { type Entry, goDuration, type KubeObject, lastTick, rfc3339, uidOf } from './kube-object.ts';
import { carrier, echoRttMs } from './path.ts';
import type { World } from './world.ts';

export const OPERATOR_NAMESPACE = 'submariner-operator';
export const SUBMARINER_VERSION = 'v0.24.0';
/** Gateway objects are written every 5 s, an active one that dies is removed by an active sibling once it is 15 s old. */
const WRITE_EVERY_MS = 5000;
const STALE_AFTER_MS = 15_000;
/** The pinger gives up when more than five echoes in a row, one a second, were lost. */
const LOST_ECHOES = 6;

export const gatewayNodes = (cluster: Cluster): FleetNode[] => cluster.nodes.filter((node) => node.gateway);
export const writePhaseMs = (cluster: Cluster, node: FleetNode): number =>
  Math.floor(chance('gateway-write', cluster.id, node.name) * WRITE_EVERY_MS);

const endpoints = new WeakMap<FleetNode, Record<string, unknown>>();
/** EndpointSpec of a gateway node. Both the plural arrays and the first IPv4 of each stand in it; a public address only when known. */
export function endpointSpec(cluster: Cluster, node: FleetNode): Record<string, unknown> {
  const known = endpoints.get(node);
  if (known) return known;
  const wireguard = cluster.set?.driver === 'wireguard';
  const health = healthCheckIp(node);
  const spec = {
    backend: cluster.set?.driver ?? 'libreswan',
    backend_config: {
      'natt-discovery-port': '4490',
      'preferred-server': 'false',
      'udp-port': '4500',
      ...(node.publicIp ? { 'public-ip': `ipv4:${node.publicIp}` } : {}),
      ...(wireguard ? { publicKey: Buffer.from(node.name.padEnd(32, '.').slice(0, 32)).toString('base64') } : {}),
    },
    cable_name: cableName(cluster, node),
    cluster_id: cluster.id,
    healthCheckIP: health,
    healthCheckIPs: [health],
    hostname: node.name,
    nat_enabled: node.publicIp !== null,
    privateIPs: [node.internalIp],
    private_ip: node.internalIp,
    ...(node.publicIp ? { publicIPs: [node.publicIp], public_ip: node.publicIp } : {}),
    subnets: [cluster.serviceCidr, cluster.podCidr],
  };
  endpoints.set(node, spec);
  return spec;
}

export const cableName = (cluster: Cluster, node: FleetNode): string =>
  `submariner-cable-${cluster.id}-${node.internalIp.replaceAll('.', '-')}`;

/** Echoes of one pinger in the seconds before an instant: the last reply's time and how many were lost since. */
export function pinger(world: World, cluster: Cluster, peer: Cluster, startedAt: number, at: number, everyMs = 1000) {
  const phase = Math.floor(chance('ping', cluster.id, peer.id) * everyMs);
  let lost = 0;
  for (let echo = lastTick(at, everyMs, phase); echo >= startedAt && lost < LOST_ECHOES; echo -= everyMs) {
    const rttMs = echoRttMs(world, cluster.id, peer.id, echo, 84, true);
    if (rttMs !== null) return { lastReplyAt: echo, rttMs, lost };
    lost++;
  }
  if (lost < LOST_ECHOES) return { lastReplyAt: null, rttMs: null, lost };
  // `last` stays what it was before the failure: the newest change of the wire or the gateways with a reply just before it
  const before = world.changedAt.filter((changed) => changed <= at).toSorted((a, b) => b - a);
  for (const changed of before) {
    const echo = lastTick(changed - 1, everyMs, phase);
    if (echo < startedAt) break;
    const rttMs = echoRttMs(world, cluster.id, peer.id, echo, 84, true);
    if (rttMs !== null) return { lastReplyAt: echo, rttMs, lost };
  }
  return { lastReplyAt: null, rttMs: null, lost };
}

/** LatencyRTTSpec after a reply. Average over the last 1,000 echoes, so it trails; `max` never comes back. */
export function latencyRtt(
  world: World,
  cluster: Cluster,
  peer: Cluster,
  reply: { lastReplyAt: number | null; rttMs: number | null },
) {
  if (reply.lastReplyAt === null || reply.rttMs === null)
    return { average: '0s', last: '0s', max: '0s', min: '0s', stdDev: '0s' };
  const base = world.link(cluster.id, peer.id)?.rttMs ?? 0;
  const until = reply.lastReplyAt;
  let added = 0;
  let worst = 0;
  for (const [from, to] of [
    [cluster.id, peer.id],
    [peer.id, cluster.id],
  ] as const) {
    const steps = world.directionSteps(from, to).filter((step) => step.at <= until);
    let highest = 0;
    for (const [position, step] of steps.entries()) {
      const overlapMs = Math.min(until, steps[position + 1]?.at ?? until) - Math.max(step.at, until - 1_000_000);
      added += step.state.addedLatencyMs * Math.max(0, overlapMs / 1_000_000);
      highest = Math.max(highest, step.state.addedLatencyMs);
    }
    worst += highest;
  }
  const max = Math.max(reply.rttMs, base * 1.09 + worst + 0.9);
  return {
    average: goDuration(base * 1.008 + added + 0.06),
    last: goDuration(reply.rttMs),
    max: goDuration(max),
    min: goDuration(Math.min(reply.rttMs, base * 1.001)),
    stdDev: goDuration((max - base) / 9),
  };
}

function connection(
  world: World,
  cluster: Cluster,
  activeSince: number,
  peer: Cluster,
  at: number,
): Record<string, unknown> {
  const remote = carrier(world, peer, at);
  const startedAt = Math.max(remote.since, activeSince);
  const pings = pinger(world, cluster, peer, startedAt, at);
  const sinceSwitchMs = at - startedAt;
  // after a graceful takeover the pinger starts before the tunnel: `connected` with 0s, one false `error`, then good (recording 23)
  const early = remote.after === 'stopped' && sinceSwitchMs < 10_000;
  const failed = early ? sinceSwitchMs >= 5000 : pings.lost >= LOST_ECHOES;
  const direct = cluster.site === peer.site || remote.node.publicIp === null;
  return {
    endpoint: endpointSpec(peer, remote.node),
    latencyRTT: latencyRtt(world, cluster, peer, early ? { lastReplyAt: null, rttMs: null } : pings),
    status: failed ? 'error' : 'connected',
    statusMessage: failed ? `Failed to successfully ping the remote endpoint IP "${healthCheckIp(remote.node)}"` : '',
    usingIP: direct ? remote.node.internalIp : remote.node.publicIp,
    ...(direct ? {} : { usingNAT: true }),
  };
}

/** When the gateway on a node last wrote its object, and whether the object is there at all. */
function lastWrite(world: World, cluster: Cluster, node: FleetNode, at: number): number | null {
  const phase = writePhaseMs(cluster, node);
  const { state, since } = world.gateway(node.name, at);
  if (state === 'running')
    return Math.max(lastTick(at, WRITE_EVERY_MS, phase), Number.isFinite(since) ? since + 200 : 0);
  if (state === 'stopped') return null;
  const written = lastTick(since, WRITE_EVERY_MS, phase);
  const heir = world.leaders(cluster).findLast((term) => term.from <= at && term.node !== node && term.from > since);
  if (!heir) return written;
  const seenStaleAt = Math.max(heir.from + 1500, written + STALE_AFTER_MS);
  const removedAt = lastTick(seenStaleAt + WRITE_EVERY_MS, WRITE_EVERY_MS, writePhaseMs(cluster, heir.node));
  return at >= removedAt ? null : written;
}

/** The GatewayStatus that the gateway on a node wrote at an instant. */
export function gatewayStatus(
  world: World,
  cluster: Cluster,
  node: FleetNode,
  writtenAt: number,
): Record<string, unknown> {
  const term = world.leaders(cluster).findLast((candidate) => candidate.from + 1500 <= writtenAt);
  const restartedAt = world.gateway(node.name, writtenAt).since;
  // a gateway exists as passive first, also one that keeps its Lease
  const active = term?.node === node && !(Number.isFinite(restartedAt) && writtenAt - restartedAt < 1500);
  const since = Math.max(term?.from ?? 0, restartedAt);
  return {
    connections: active ? world.peers(cluster).map((peer) => connection(world, cluster, since, peer, writtenAt)) : [],
    haStatus: active ? 'active' : 'passive',
    localEndpoint: endpointSpec(cluster, node),
    statusFailure: '',
    version: SUBMARINER_VERSION,
  };
}

/** Gateway objects of a member cluster. */
export function gatewayEntries(world: World, cluster: Cluster, at: number): Entry[] {
  const offset = world.clusterState(cluster.id, at).clockOffsetSeconds;
  return gatewayNodes(cluster).flatMap((node) => {
    const writtenAt = lastWrite(world, cluster, node, at);
    if (writtenAt === null) return [];
    const make = (): KubeObject => ({
      apiVersion: 'submariner.io/v1',
      kind: 'Gateway',
      metadata: {
        annotations: { 'update-timestamp': String(Math.floor(writtenAt / 1000) + offset) },
        creationTimestamp: rfc3339(world.bornAt),
        generation: Math.floor((writtenAt - world.bornAt) / WRITE_EVERY_MS),
        name: node.name,
        namespace: OPERATOR_NAMESPACE,
        uid: uidOf(cluster, 'Gateway', OPERATOR_NAMESPACE, node.name),
      },
      status: gatewayStatus(world, cluster, node, writtenAt),
    });
    return [{ namespace: OPERATOR_NAMESPACE, name: node.name, version: String(writtenAt), make }];
  });
}
