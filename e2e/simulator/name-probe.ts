import { chance, hash32 } from './chance.ts';
import type { Cluster } from './fleet.ts';
import { exportersOf, SHARED_SERVICES } from './shared-services.ts';
import type { World } from './world.ts';

/**
 * What blackbox_exporter 0.23 answers with `debug=true` when the module `resolve` is asked for a name: the lines that tell, in
 * the order and the words of a recorded answer. A cluster resolves its own names, and those of the services that it imports.
 */
export function resolveText(world: World, cluster: Cluster, target: string, at: number): string {
  const seconds = 0.0004 + 0.002 * chance(at, cluster.id, target);
  const known = target === 'kubernetes.default.svc' || imports(world, cluster, target, at);
  const log = (level: string, message: string, rest: string) =>
    `ts=${new Date(at).toISOString()} caller=handler.go:117 module=resolve target=${target} level=${level} msg="${message}" ${rest}`;
  const error = `err="lookup ${target} on ${cluster.dnsIp}:53: no such host"`;
  const lines = known
    ? [log('warn', 'Error writing to socket', 'err="sendmsg: message too long"')]
    : [log('error', 'Resolution with IP protocol failed', error), log('warn', 'Error resolving address', error)];
  return [
    'Logs for the probe:',
    ...lines,
    '\n\n\nMetrics that would have been returned:',
    `probe_dns_lookup_time_seconds ${seconds}`,
    `probe_duration_seconds ${seconds + 0.0003}`,
    `probe_ip_addr_hash ${known ? hash32(target) : 0}`,
    `probe_ip_protocol ${known ? 4 : 0}`,
    'probe_success 0',
    '\n\n\nModule configuration:\nprober: icmp\ntimeout: 2s\n',
  ].join('\n');
}

function imports(world: World, cluster: Cluster, target: string, at: number): boolean {
  const { lacksNamespaces } = world.clusterState(cluster.id, at);
  return SHARED_SERVICES.some(
    (service) =>
      target === `${service.name}.${service.namespace}.svc.clusterset.local.` &&
      !lacksNamespaces.includes(service.namespace) &&
      exportersOf(world, cluster, service).length > 0,
  );
}
