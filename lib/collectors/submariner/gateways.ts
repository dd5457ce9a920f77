import { oncePer } from '#lib/model/once-per.ts';
import type { CachedObject } from '../collector.ts';
import { durationMs } from './duration.ts';
import { type EndpointSpec, endpointSpec, type Family, familyOf } from './endpoint-spec.ts';
import { listOf, nameOf, type Shape, shapeOf, textOf } from './shape.ts';

const MAX_CONNECTIONS = 512;
const MAX_MESSAGE_LENGTH = 300;

/** Statistics of a health check, milliseconds; `null` where the field is absent or no duration. */
export interface Rtt {
  last: number | null;
  min: number | null;
  average: number | null;
  max: number | null;
  stdDev: number | null;
}

/** What a gateway says of its tunnel to one gateway of a peer. */
export interface Connection {
  endpoint: EndpointSpec;
  /** `connecting`, `connected`, `error`, or a word we don't know. */
  status: string;
  message: string;
  /** The peer's address that NAT discovery chose, or what `subctl` shows without it. */
  remoteAddress: string;
  family: Family;
  nat: boolean;
  /** Nothing while no health check runs for this cable. */
  rtt: Rtt | null;
}

/** A Gateway object, by the name of its node. */
export interface GatewayObject {
  node: string;
  version: string;
  /** `active`, `passive`, or a word we don't know. */
  says: string;
  /** Empty while nothing is wrong. */
  failure: string;
  local: EndpointSpec | null;
  connections: Connection[];
  /** The heartbeat: Unix seconds as text. */
  stamp: string;
  changedAt: number;
}

/** Reads a Gateway object; nothing without a name. https://submariner.io/getting-started/architecture/gateway-engine/ */
export const gatewayObject = oncePer(({ object, changedAt }: CachedObject): GatewayObject | null => {
  const node = nameOf(object);
  if (node === '') return null;
  const status = shapeOf(object.status);
  return {
    node,
    version: textOf(status.version),
    says: textOf(status.haStatus),
    failure: textOf(status.statusFailure, MAX_MESSAGE_LENGTH),
    local: endpointSpec(status.localEndpoint),
    connections: listOf(status.connections, MAX_CONNECTIONS).flatMap((item) => connection(shapeOf(item)) ?? []),
    stamp: textOf(shapeOf(shapeOf(object.metadata).annotations)['update-timestamp']),
    changedAt,
  };
});

function connection(item: Shape): Connection | null {
  const endpoint = endpointSpec(item.endpoint);
  if (!endpoint) return null;
  const chosen = textOf(item.usingIP);
  const fallback = endpoint.nat ? endpoint.publicIps[0] : endpoint.privateIps[0];
  const remoteAddress = chosen === '' ? (fallback ?? '') : chosen;
  return {
    endpoint,
    status: textOf(item.status),
    message: textOf(item.statusMessage, MAX_MESSAGE_LENGTH),
    remoteAddress,
    family: familyOf(remoteAddress),
    nat: item.usingNAT === true,
    rtt: rttOf(item.latencyRTT),
  };
}

/** Reads `latencyRTT`: strings in Go's duration format, all of them optional. */
export function rttOf(value: unknown): Rtt | null {
  if (typeof value !== 'object' || value === null) return null;
  const shape = shapeOf(value);
  return {
    last: durationMs(shape.last),
    min: durationMs(shape.min),
    average: durationMs(shape.average),
    max: durationMs(shape.max),
    stdDev: durationMs(shape.stdDev),
  };
}

/** Whether the health check ever got an answer: `0s` everywhere is no value. */
export function answered(rtt: Rtt | null): boolean {
  return rtt !== null && Object.values(rtt).some((value) => value !== null && value > 0);
}
