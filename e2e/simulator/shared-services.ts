import type { Cluster } from './fleet.ts';
import type { World } from './world.ts';

/** A service that clusters of a set share. */
export interface SharedService {
  namespace: string;
  name: string;
  /** How many members export it, the broker's cluster first. */
  exporters: number;
}

export const SHARED_SERVICES: readonly SharedService[] = [
  { namespace: 'shop', name: 'checkout', exporters: 1 },
  { namespace: 'shop', name: 'inventory', exporters: 2 },
  { namespace: 'billing', name: 'payment', exporters: 1 },
];
export const SHARED_NAMESPACES: readonly string[] = [...new Set(SHARED_SERVICES.map(({ namespace }) => namespace))];

/** The clusters of the same set that export a service; none outside of a set. */
export function exportersOf(world: World, cluster: Cluster, { exporters }: SharedService): Cluster[] {
  if (!cluster.set) return [];
  return world.fleet.clusters.filter((member) => member.set === cluster.set).slice(0, exporters);
}

/** The address of a service in a cluster that exports it. */
export function serviceIp(cluster: Cluster, service: SharedService): string {
  return `${cluster.serviceCidr.replace(/0\/18$/, '')}${40 + SHARED_SERVICES.indexOf(service)}`;
}
