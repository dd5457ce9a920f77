import type { CachedObject } from '../collector.ts';
import { shapeOf, textOf } from './shape.ts';

/** The public part of a Submariner resource. Tokens, CAs, pre-shared keys and names of secrets are not among its fields. */
export interface SubmarinerResource {
  clusterId: string;
  brokerAddress: string;
  brokerNamespace: string;
  version: string;
  repository: string;
  cableDriver: string;
  networkPlugin: string;
  natEnabled: boolean | null;
  clusterCidr: string;
  serviceCidr: string;
  globalCidr: string;
  clustersetIpCidr: string;
  healthCheck: string;
}

/**
 * Reads the Submariner resource field by field: its object also holds the broker's token and CA and the pre-shared key of
 * the tunnels, so nothing of it is handed on whole.
 */
export function submarinerResource(cached: CachedObject | undefined): SubmarinerResource | null {
  if (!cached) return null;
  const spec = shapeOf(cached.object.spec);
  const status = shapeOf(cached.object.status);
  const either = (name: string): string => textOf(status[name]) || textOf(spec[name]);
  const nat = status.natEnabled ?? spec.natEnabled;
  return {
    clusterId: either('clusterID'),
    brokerAddress: textOf(spec.brokerK8sApiServer),
    brokerNamespace: textOf(spec.brokerK8sRemoteNamespace),
    version: either('version'),
    repository: textOf(spec.repository),
    cableDriver: textOf(spec.cableDriver),
    networkPlugin: textOf(status.networkPlugin),
    natEnabled: typeof nat === 'boolean' ? nat : null,
    clusterCidr: either('clusterCIDR'),
    serviceCidr: either('serviceCIDR'),
    globalCidr: either('globalCIDR'),
    clustersetIpCidr: either('clustersetIPCIDR'),
    healthCheck: healthCheckOf(spec.connectionHealthCheck),
  };
}

/** An absent block means on with defaults; a block without `enabled` means off. */
function healthCheckOf(value: unknown): string {
  if (value === undefined || value === null) return 'on';
  const check = shapeOf(value);
  if (check.enabled !== true) return 'off';
  const seconds = typeof check.intervalSeconds === 'number' ? check.intervalSeconds : 1;
  const losses = typeof check.maxPacketLossCount === 'number' ? check.maxPacketLossCount : 5;
  return `every ${seconds} s, error after ${losses} lost`;
}
