import { HEARTBEAT_EVERY_MS } from './heartbeat.ts';
import { type Shape, shapeOf } from './shape.ts';

/** A heartbeat after a longer pause than this ends a silence. */
const PAUSE_S = (1.5 * HEARTBEAT_EVERY_MS) / 1000;

/** A Lease is renewed every 2 s: only its holder is news. */
export function isLeaseNews({ spec }: Shape, before: Shape): boolean {
  return shapeOf(spec).holderIdentity !== shapeOf(before.spec).holderIdentity;
}

/** A Gateway is rewritten every 5 s, with other figures for each tunnel: what it says besides is news. */
export function isGatewayNews(object: Shape, before: Shape): boolean {
  const pauseS = stampOf(object) - stampOf(before);
  if (!(pauseS >= 0 && pauseS <= PAUSE_S)) return true;
  const { connections, ...rest } = shapeOf(object.status);
  const { connections: connectionsBefore, ...restBefore } = shapeOf(before.status);
  return !sameFields(rest, restBefore) || !sameItems(connections, connectionsBefore);
}

/** Agents write once a minute, with other figures for each peer. */
export function isRouteAgentNews({ status }: Shape, before: Shape): boolean {
  return !sameItems(shapeOf(status).remoteEndpoints, shapeOf(before.status).remoteEndpoints);
}

function stampOf({ metadata }: Shape): number {
  return Number(shapeOf(shapeOf(metadata).annotations)['update-timestamp']);
}

function sameItems(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b;
  return a.length === b.length && a.every((item, index) => sameItem(shapeOf(item), shapeOf(b[index])));
}

/** Of the figures of a ping it counts whether there are any: the first answer is news. */
function sameItem({ latencyRTT, ...item }: Shape, { latencyRTT: latencyBefore, ...before }: Shape): boolean {
  return hasAnswer(latencyRTT) === hasAnswer(latencyBefore) && sameFields(item, before);
}

function hasAnswer(latencyRTT: unknown): boolean | null {
  if (typeof latencyRTT !== 'object' || latencyRTT === null) return null;
  const { last } = shapeOf(latencyRTT);
  return typeof last === 'string' && last !== '' && last !== '0s';
}

/** Ends of tunnels are the same objects while they are the same, see `kept.ts`. */
function sameFields(a: Shape, b: Shape): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
