import { chance } from './chance.ts';
import type { Cluster, FleetNode, Link } from './fleet.ts';
import type { DirectionState, World } from './world.ts';

/** Who carries a cluster's traffic to its cluster set: the new holder's Endpoint replaces the old one 0.6 s after it takes the Lease. */
export function carrier(world: World, cluster: Cluster, at: number) {
  const term = world.leaders(cluster).findLast((candidate) => candidate.from + 600 <= at);
  if (!term) throw new Error(`${cluster.id} has no gateway`);
  return { node: term.node, since: term.from + 600, after: term.after };
}

/** One way's time for one packet: half the link's round trip, what was added, and jitter that the same instant always gives again. */
export function oneWayMs(world: World, link: Link, from: string, at: number): number {
  const state = world.direction(from, from === link.a ? link.b : link.a, at);
  // the sum of two fractions leans to the middle, squared it has a tail: queues, not noise
  const spread = (chance(world.fleet.seed, from, link.id, at) + chance(at, link.id, from)) / 2;
  const share = 0.01 * link.rttMs + state.jitterMs;
  return link.rttMs / 2 + state.addedLatencyMs + share * spread * spread * 2;
}

type Packet = {
  /** IP packet size */
  sizeBytes: number;
  kind: 'echo-request' | 'echo-reply' | 'tcp';
  toHealthCheck?: boolean;
};

/** Whether one packet that leaves at an instant arrives. */
export function arrives(world: World, link: Link, from: string, to: string, packet: Packet, at: number): boolean {
  const state: DirectionState = world.direction(from, to, at);
  if (state.cut || packet.sizeBytes > Math.min(link.nominalMtuBytes, state.mtuBytes ?? link.nominalMtuBytes))
    return false;
  if (packet.kind === 'echo-request' && (state.icmpFiltered || (packet.toHealthCheck && state.healthCheckFiltered)))
    return false;
  if (state.lossRatio > 0 && chance(world.fleet.seed, 'loss', from, to, packet.kind, at) < state.lossRatio)
    return false;
  return true;
}

/** Inside a cluster set everything rides on both active gateways' nodes; a killed process leaves its tunnel in the kernel (recording 20). */
export function carried(world: World, link: Link, at: number): boolean {
  if (!link.set) return true;
  return [link.a, link.b].every((id) => {
    const node: FleetNode = carrier(world, world.cluster(id), at).node;
    return world.gateway(node.name, at).state !== 'node-lost';
  });
}

/** The round trip of one echo between two clusters, or null when request or reply is lost. */
export function echoRttMs(
  world: World,
  from: string,
  to: string,
  at: number,
  sizeBytes: number,
  toHealthCheck = false,
): number | null {
  const link = world.link(from, to);
  if (!link || !carried(world, link, at)) return null;
  if (!arrives(world, link, from, to, { sizeBytes, kind: 'echo-request', toHealthCheck }, at)) return null;
  if (!arrives(world, link, to, from, { sizeBytes, kind: 'echo-reply' }, at)) return null;
  return oneWayMs(world, link, from, at) + oneWayMs(world, link, to, at);
}

/**
 * One TCP exchange: whether the handshake and the full-size segments of each way get through, and how long a round trip takes.
 * Lost segments are sent again, so only heavy loss ends a short exchange.
 */
export function tcpExchange(world: World, from: string, to: string, at: number) {
  const link = world.link(from, to);
  if (!link || !carried(world, link, at))
    return { connects: false, fullSizeThere: false, fullSizeBack: false, rttMs: 0 };
  const passes = (source: string, target: string, sizeBytes: number) => {
    const state = world.direction(source, target, at);
    const largest = Math.min(link.nominalMtuBytes, state.mtuBytes ?? link.nominalMtuBytes);
    const gaveUp = chance(world.fleet.seed, 'tcp', source, target, at) < state.lossRatio ** 3;
    return !state.cut && sizeBytes <= largest && !gaveUp;
  };
  const connects = passes(from, to, 60) && passes(to, from, 60);
  const lost = world.direction(from, to, at).lossRatio + world.direction(to, from, at).lossRatio;
  const resent = chance(world.fleet.seed, 'resent', from, to, at) < lost ? 210 : 0;
  return {
    connects,
    fullSizeThere: connects && passes(from, to, link.nominalMtuBytes),
    fullSizeBack: connects && passes(to, from, link.nominalMtuBytes),
    rttMs: oneWayMs(world, link, from, at) + oneWayMs(world, link, to, at) + resent,
  };
}
