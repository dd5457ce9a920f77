import { NODE_EVERY_MS, namespaceEntries, nodeEntries, podEntries } from './cluster-objects.ts';
import { mirroredSliceEntries, serviceExportEntries, serviceImportEntries } from './export-objects.ts';
import type { Cluster } from './fleet.ts';
import { gatewayEntries } from './gateway-objects.ts';
import type { Entry, KubeObject } from './kube-object.ts';
import {
  agentEntries,
  apiserverEntries,
  ciliumNodeEntries,
  configMapEntries,
  meshServiceEntries,
} from './mesh-objects.ts';
import {
  brokerEntries,
  clusterEntries,
  endpointEntries,
  LEASE_EVERY_MS,
  leaseEntries,
  ROUTE_AGENT_EVERY_MS,
  routeAgentEntries,
  submarinerEntries,
} from './submariner-objects.ts';
import {
  daemonSetEntries,
  deploymentEntries,
  endpointSliceEntries,
  serviceCidrEntries,
  serviceEntries,
} from './workload-objects.ts';
import type { World } from './world.ts';

/** One kind that the simulated API servers know. `everyMs`: how often its writers write without any other cause, 0 for never. */
export type Resource = {
  group: string;
  version: string;
  plural: string;
  kind: string;
  namespaced: boolean;
  everyMs: number;
  entries(world: World, cluster: Cluster, at: number): Entry[];
};

const resource = (
  groupVersion: string,
  plural: string,
  kind: string,
  everyMs: number,
  entries: Resource['entries'],
  namespaced = true,
): Resource => {
  const [group = '', version = ''] = groupVersion.includes('/') ? groupVersion.split('/') : ['', groupVersion];
  return { group, version, plural, kind, namespaced, everyMs, entries };
};

export const RESOURCES: readonly Resource[] = [
  resource('v1', 'namespaces', 'Namespace', 0, namespaceEntries, false),
  resource('v1', 'nodes', 'Node', NODE_EVERY_MS, nodeEntries, false),
  resource('v1', 'pods', 'Pod', 0, podEntries),
  resource('v1', 'services', 'Service', 0, (world, cluster, at) => [
    ...serviceEntries(world, cluster, at),
    ...meshServiceEntries(world, cluster),
  ]),
  resource('v1', 'configmaps', 'ConfigMap', 0, configMapEntries),
  resource('apps/v1', 'daemonsets', 'DaemonSet', 0, (world, cluster) => [
    ...daemonSetEntries(world, cluster),
    ...agentEntries(world, cluster),
  ]),
  resource('apps/v1', 'deployments', 'Deployment', 0, (world, cluster, at) => [
    ...deploymentEntries(world, cluster, at),
    ...apiserverEntries(world, cluster),
  ]),
  resource('coordination.k8s.io/v1', 'leases', 'Lease', LEASE_EVERY_MS, leaseEntries),
  resource('discovery.k8s.io/v1', 'endpointslices', 'EndpointSlice', 0, (world, cluster, at) => [
    ...endpointSliceEntries(world, cluster, at),
    ...mirroredSliceEntries(world, cluster, at),
  ]),
  resource('networking.k8s.io/v1', 'servicecidrs', 'ServiceCIDR', 0, serviceCidrEntries, false),
  resource('multicluster.x-k8s.io/v1alpha1', 'serviceexports', 'ServiceExport', 0, serviceExportEntries),
  resource('multicluster.x-k8s.io/v1alpha1', 'serviceimports', 'ServiceImport', 0, serviceImportEntries),
  resource('cilium.io/v2', 'ciliumnodes', 'CiliumNode', 0, ciliumNodeEntries, false),
  resource('submariner.io/v1', 'clusters', 'Cluster', 0, clusterEntries),
  resource('submariner.io/v1', 'endpoints', 'Endpoint', 0, endpointEntries),
  // there, and empty: the definitions are installed with the others, Globalnet is off
  resource('submariner.io/v1', 'globalingressips', 'GlobalIngressIP', 0, () => []),
  resource('submariner.io/v1', 'clusterglobalegressips', 'ClusterGlobalEgressIP', 0, () => [], false),
  resource('submariner.io/v1', 'gateways', 'Gateway', 5000, gatewayEntries),
  resource('submariner.io/v1', 'routeagents', 'RouteAgent', ROUTE_AGENT_EVERY_MS, routeAgentEntries),
  resource('submariner.io/v1alpha1', 'brokers', 'Broker', 0, brokerEntries),
  resource('submariner.io/v1alpha1', 'submariners', 'Submariner', 60_000, submarinerEntries),
];

/** Groups that exist only where Submariner is installed. */
const SUBMARINER_GROUPS = new Set(['submariner.io', 'multicluster.x-k8s.io']);

/** What one cluster serves: a cluster without Submariner, or without Cilium, has none of its API groups. */
export const resourcesOf = (cluster: Cluster): Resource[] =>
  RESOURCES.filter(({ group }) =>
    group === 'cilium.io' ? cluster.mesh !== null : cluster.set !== null || !SUBMARINER_GROUPS.has(group),
  );

/** `pods`, `gateways.submariner.io`: as roles and error messages spell it. */
export const qualified = ({ plural, group }: Resource): string => (group ? `${plural}.${group}` : plural);

/** Every object of a cluster at an instant, without resource versions: what a real API server can be filled with. */
export function initialObjects(world: World, clusterId: string, at: number): KubeObject[] {
  const cluster = world.cluster(clusterId);
  return resourcesOf(cluster).flatMap((kind) => kind.entries(world, cluster, at).map((entry) => entry.make()));
}
