import { oncePer } from '#lib/model/once-per.ts';
import { Shared } from '#lib/model/shared.ts';
import { type Shape, shapeOf, textOf, textsOf } from './shape.ts';

/** One end of a tunnel, as Endpoint.spec, Gateway.status and RouteAgent.status write it. Untrusted text made safe. */
export interface EndpointSpec {
  clusterId: string;
  /** `submariner-cable-<cluster>-<private address>`; names the gateway that serves the cluster. */
  cableName: string;
  hostname: string;
  subnets: string[];
  /** Where the peer pings; empty while health checks are off or Globalnet has not given an address yet. */
  healthCheckIps: string[];
  privateIps: string[];
  publicIps: string[];
  nat: boolean;
  /** `libreswan`, `wireguard`, `vxlan`. */
  driver: string;
}

/** The plural list, or the deprecated singular field that versions before 0.20 write alone. */
function plural(spec: Shape, lists: string, single: string): string[] {
  const many = textsOf(spec[lists], 8);
  if (many.length > 0) return many;
  const one = textOf(spec[single]);
  return one === '' ? [] : [one];
}

/** A spec takes a few hundred characters; a longer text is none that comes again. */
const MAX_KEY_LENGTH = 4000;
const specs = new Shared<unknown>();

/**
 * The same object for a spec of the same text: hundreds of clusters, and each node of each, repeat the end of every peer with
 * every heartbeat.
 */
export function sharedSpec(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const key = JSON.stringify(value);
  return key.length > MAX_KEY_LENGTH ? value : specs.of(key, () => value);
}

/** Reads an EndpointSpec; nothing without a cluster id, for then it speaks of nobody. */
export function endpointSpec(value: unknown): EndpointSpec | null {
  return typeof value === 'object' && value !== null ? specOf(value) : null;
}

const specOf = oncePer((value: object): EndpointSpec | null => {
  const spec = shapeOf(value);
  const clusterId = textOf(spec.cluster_id);
  if (clusterId === '') return null;
  return {
    clusterId,
    cableName: textOf(spec.cable_name),
    hostname: textOf(spec.hostname),
    subnets: textsOf(spec.subnets),
    healthCheckIps: plural(spec, 'healthCheckIPs', 'healthCheckIP'),
    privateIps: plural(spec, 'privateIPs', 'private_ip'),
    publicIps: plural(spec, 'publicIPs', 'public_ip'),
    nat: spec.nat_enabled === true,
    driver: textOf(spec.backend),
  };
});

export type Family = 'ipv4' | 'ipv6';

export function familyOf(address: string): Family {
  return address.includes(':') ? 'ipv6' : 'ipv4';
}

/** Address families in which two ends can meet; IPv4 where they don't say. */
export function commonFamilies(here: EndpointSpec | null, there: EndpointSpec): Family[] {
  const theirs = new Set(there.privateIps.map(familyOf));
  const ours = new Set((here?.privateIps ?? []).map(familyOf));
  const common = (['ipv4', 'ipv6'] as const).filter((family) => theirs.has(family) && ours.has(family));
  return common.length > 0 ? common : ['ipv4'];
}

/** Names and addresses that tell this end from an impostor of the same cluster id. */
export const hostsOf = oncePer((spec: EndpointSpec): string[] =>
  [...new Set([spec.hostname, ...spec.privateIps, ...spec.publicIps])].filter((host) => host !== ''),
);
