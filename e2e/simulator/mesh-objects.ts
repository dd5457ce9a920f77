import { fixed } from './cluster-objects.ts';
import { daemonSetStatus } from './daemon-set-status.ts';
import { type Cluster, healthCheckIp } from './fleet.ts';
import type { Entry } from './kube-object.ts';
import { meshPeers } from './mesh-metrics.ts';
import type { World } from './world.ts';

const NAMESPACE = 'kube-system';
const VERSION = 'v1.20.1';

/** Where other clusters of the mesh find a cluster's clustermesh-apiserver. */
const apiserverIp = (cluster: Cluster): string => cluster.nodes[0]?.internalIp ?? '';

/** The node objects that Cilium itself keeps; a cluster-wide kind without a namespace. */
export function ciliumNodeEntries(world: World, cluster: Cluster): Entry[] {
  if (!cluster.mesh) return [];
  return cluster.nodes.map((node) =>
    fixed(world, cluster, {
      apiVersion: 'cilium.io/v2',
      kind: 'CiliumNode',
      metadata: { name: node.name },
      spec: {
        addresses: [{ ip: node.internalIp, type: 'InternalIP' }],
        // Only a gateway's address answers in this world.
        ...(node.gateway ? { health: { ipv4: healthCheckIp(node) } } : {}),
        ipam: { podCIDRs: [node.podCidr] },
      },
    }),
  );
}

/** `cilium-config`, as far as it concerns the mesh. */
export function configMapEntries(world: World, cluster: Cluster): Entry[] {
  if (!cluster.mesh) return [];
  return [
    fixed(world, cluster, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'cilium-config', namespace: NAMESPACE },
      data: {
        'cluster-id': String(cluster.mesh.id),
        'cluster-name': cluster.id,
        'max-connected-clusters': '255',
        'routing-mode': 'tunnel',
        'tunnel-protocol': 'vxlan',
        'enable-wireguard': 'false',
      },
    }),
  ];
}

/** The agents' DaemonSet. */
export function agentEntries(world: World, cluster: Cluster): Entry[] {
  if (!cluster.mesh) return [];
  return [
    fixed(world, cluster, {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: { name: 'cilium', namespace: NAMESPACE, generation: 1 },
      spec: {
        selector: { matchLabels: { 'k8s-app': 'cilium' } },
        template: {
          metadata: { labels: { 'k8s-app': 'cilium' } },
          spec: { containers: [{ name: 'cilium-agent', image: `quay.io/cilium/cilium:${VERSION}` }] },
        },
      },
      status: daemonSetStatus(cluster.nodes.length),
    }),
  ];
}

/** The Deployment that other clusters read from, with KVStoreMesh beside it. Its pods are ready whatever becomes of the mesh. */
export function apiserverEntries(world: World, cluster: Cluster): Entry[] {
  if (!cluster.mesh) return [];
  const image = `quay.io/cilium/clustermesh-apiserver:${VERSION}`;
  const hostAliases = meshPeers(world, cluster).map((peer) => ({
    ip: apiserverIp(peer),
    hostnames: [`${peer.id}.mesh.cilium.io`],
  }));
  return [
    fixed(world, cluster, {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'clustermesh-apiserver', namespace: NAMESPACE, generation: 1 },
      spec: {
        replicas: 1,
        selector: { matchLabels: { 'k8s-app': 'clustermesh-apiserver' } },
        template: {
          metadata: { labels: { 'k8s-app': 'clustermesh-apiserver' } },
          spec: {
            containers: ['etcd', 'apiserver', 'kvstoremesh'].map((name) => ({ name, image })),
            // An API server leaves an empty list out.
            ...(hostAliases.length > 0 ? { hostAliases } : {}),
          },
        },
      },
      status: { availableReplicas: 1, observedGeneration: 1, readyReplicas: 1, replicas: 1, updatedReplicas: 1 },
    }),
  ];
}

/** Global Services, by name: each member of the mesh has the first, the second has no counterpart. */
function globalServices(world: World, cluster: Cluster): { name: string; annotations: Record<string, string> }[] {
  const members = world.fleet.clusters.filter(({ mesh }) => mesh);
  const position = members.indexOf(cluster);
  const affinity = ['local', 'none', 'remote'][position % 3] ?? 'none';
  const annotations = { 'service.cilium.io/global': 'true' };
  return [
    { name: 'payments', annotations: { ...annotations, 'service.cilium.io/affinity': affinity } },
    ...(position === 1 ? [{ name: 'ledger', annotations }] : []),
  ];
}

/** The Services through which the mesh and its metrics are reached; agents' metrics only where they were turned on. */
export function meshServiceEntries(world: World, cluster: Cluster): Entry[] {
  if (!cluster.mesh) return [];
  const service = (name: string, port: { name: string; port: number }, spec: object, status: object) =>
    fixed(world, cluster, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace: NAMESPACE },
      spec: { ports: [{ ...port, protocol: 'TCP', targetPort: port.port }], sessionAffinity: 'None', ...spec },
      status,
    });
  const none = { type: 'ClusterIP', clusterIP: 'None', clusterIPs: ['None'] };
  const ip = `${cluster.serviceCidr.replace(/0\/18$/, '')}79`;
  return [
    service(
      'clustermesh-apiserver',
      { name: 'apiserver', port: 2379 },
      { type: 'LoadBalancer', clusterIP: ip, clusterIPs: [ip] },
      { loadBalancer: { ingress: [{ ip: apiserverIp(cluster), ipMode: 'VIP' }] } },
    ),
    service('clustermesh-apiserver-metrics', { name: 'kvmesh-metrics', port: 9964 }, none, { loadBalancer: {} }),
    ...(cluster.mesh.agentMetrics
      ? [service('cilium-agent', { name: 'metrics', port: 9962 }, none, { loadBalancer: {} })]
      : []),
    ...globalServices(world, cluster).map(({ name, annotations }, index) => {
      const clusterIP = `${cluster.serviceCidr.replace(/0\/18$/, '')}${80 + index}`;
      return fixed(world, cluster, {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name, namespace: 'shop', annotations },
        spec: {
          type: 'ClusterIP',
          clusterIP,
          clusterIPs: [clusterIP],
          ports: [{ name: 'http', port: 80, protocol: 'TCP', targetPort: 8080 }],
          selector: { app: name },
          sessionAffinity: 'None',
        },
        status: { loadBalancer: {} },
      });
    }),
  ];
}
