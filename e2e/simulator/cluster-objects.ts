import { chance } from './chance.ts';
import type { Cluster, FleetNode } from './fleet.ts';
import { gatewayNodes, OPERATOR_NAMESPACE } from './gateway-objects.ts';
import { type Entry, type KubeObject, lastTick, rfc3339, uidOf } from './kube-object.ts';
import { SHARED_NAMESPACES } from './shared-services.ts';
import { BROKER_NAMESPACE } from './submariner-objects.ts';
import type { World } from './world.ts';

export const EXPORTER_NAMESPACE = 'causeway';
export const EXPORTER_NAME = 'blackbox-exporter';
export const EXPORTER_POD = 'blackbox-exporter-7c9f6d5b8-x2k4q';
export const NODE_EVERY_MS = 300_000;
/** A lost node's Ready turns Unknown after 49 s with default settings. */
const NODE_LOST_AFTER_MS = 49_000;
const KUBELET_VERSIONS = ['v1.36.3', 'v1.36.3', 'v1.35.7', 'v1.34.9'];

export const kubeletVersion = (cluster: Cluster): string =>
  KUBELET_VERSIONS[Math.floor(chance('kubelet', cluster.id) * KUBELET_VERSIONS.length)] ?? 'v1.36.3';

export const labels = (name: string): Record<string, string> => ({ app: name, 'app.kubernetes.io/name': name });

/** An entry that never changes. */
export function fixed(world: World, cluster: Cluster, object: KubeObject): Entry {
  const { name, namespace } = object.metadata;
  const uid = uidOf(cluster, object.kind, namespace ?? '', name);
  const metadata = { ...object.metadata, uid, creationTimestamp: rfc3339(world.bornAt) };
  return { ...(namespace ? { namespace } : {}), name, version: '1', make: () => ({ ...object, metadata }) };
}

/** Namespaces; kube-system's uid is the cluster's identity. */
export function namespaceEntries(world: World, cluster: Cluster, at: number): Entry[] {
  const { lacksNamespaces } = world.clusterState(cluster.id, at);
  const shared = SHARED_NAMESPACES.filter((name) => !lacksNamespaces.includes(name));
  const names = ['default', 'kube-system', EXPORTER_NAMESPACE, ...shared];
  if (cluster.set) names.push(OPERATOR_NAMESPACE);
  if (cluster.set?.brokerCluster === cluster.id) names.push(BROKER_NAMESPACE);
  return names.map((name) =>
    fixed(world, cluster, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels: { 'kubernetes.io/metadata.name': name } },
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    }),
  );
}

function providerId(cluster: Cluster, node: FleetNode, zone: string): string | null {
  const { provider, region } = cluster.site;
  if (provider === 'aws')
    return `aws:///${zone}/i-0${uidOf(cluster, 'instance', '', node.name).replaceAll('-', '').slice(0, 16)}`;
  if (provider === 'gcp') return `gce://example-project/${zone}/${node.name}`;
  if (provider === 'azure')
    return `azure:///subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/${cluster.id}-${region}/providers/Microsoft.Compute/virtualMachines/${node.name}`;
  return null;
}

/** Nodes with labels of place, pod CIDR, addresses, versions and conditions. */
export function nodeEntries(world: World, cluster: Cluster, at: number): Entry[] {
  return cluster.nodes.map((node, position) => {
    const { provider, region } = cluster.site;
    const letter = 'abc'[position % 3] ?? 'a';
    const zone =
      provider === 'aws' ? `${region}${letter}` : `${region}-${provider === 'azure' ? (position % 3) + 1 : letter}`;
    const { state, since } = world.gateway(node.name, at);
    const lost = state === 'node-lost' && at >= since + NODE_LOST_AFTER_MS;
    const beatAt = lastTick(
      state === 'node-lost' ? since : at,
      NODE_EVERY_MS,
      Math.floor(chance('node', node.name) * NODE_EVERY_MS),
    );
    const id = providerId(cluster, node, zone);
    const condition = (type: string, good: string, reason: string, message: string) => ({
      type,
      status: lost ? 'Unknown' : good,
      lastHeartbeatTime: rfc3339(beatAt),
      lastTransitionTime: rfc3339(lost ? since + NODE_LOST_AFTER_MS : world.bornAt),
      reason: lost ? 'NodeStatusUnknown' : reason,
      message: lost ? 'Kubelet stopped posting node status.' : message,
    });
    const make = (): KubeObject => ({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: {
        name: node.name,
        uid: uidOf(cluster, 'Node', '', node.name),
        creationTimestamp: rfc3339(world.bornAt),
        labels: {
          'kubernetes.io/arch': 'amd64',
          'kubernetes.io/os': 'linux',
          'kubernetes.io/hostname': node.name,
          'topology.kubernetes.io/region': region,
          'topology.kubernetes.io/zone': zone,
          ...(node.gateway && cluster.set ? { 'submariner.io/gateway': 'true' } : {}),
        },
      },
      spec: { podCIDR: node.podCidr, podCIDRs: [node.podCidr], ...(id ? { providerID: id } : {}) },
      status: {
        addresses: [
          { type: 'InternalIP', address: node.internalIp },
          ...(node.publicIp ? [{ type: 'ExternalIP', address: node.publicIp }] : []),
          { type: 'Hostname', address: node.name },
        ],
        capacity: { cpu: '8', memory: '32859204Ki', pods: '110' },
        allocatable: { cpu: '7910m', memory: '30102596Ki', pods: '110' },
        conditions: [
          condition('MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'),
          condition('DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
          condition('Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'),
        ],
        nodeInfo: {
          architecture: 'amd64',
          bootID: uidOf(cluster, 'boot', '', node.name),
          containerRuntimeVersion: 'containerd://2.4.2',
          kernelVersion: '6.12.48-generic',
          kubeProxyVersion: '',
          kubeletVersion: kubeletVersion(cluster),
          machineID: uidOf(cluster, 'machine', '', node.name).replaceAll('-', ''),
          operatingSystem: 'linux',
          osImage: 'Ubuntu 24.04.3 LTS',
          systemUUID: uidOf(cluster, 'system', '', node.name),
        },
      },
    });
    return { name: node.name, version: `${beatAt} ${lost}`, make };
  });
}

type Running = {
  name: string;
  namespace: string;
  app: string;
  node: FleetNode;
  ip: string;
  image: string;
  labels?: Record<string, string>;
};

function podEntry(world: World, cluster: Cluster, pod: Running, at: number): Entry {
  const gateway = world.gateway(pod.node.name, at);
  const ready = !(gateway.state === 'node-lost' && at >= gateway.since + NODE_LOST_AFTER_MS);
  const startedAt = rfc3339(world.bornAt);
  const make = (): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: pod.name,
      namespace: pod.namespace,
      uid: uidOf(cluster, 'Pod', pod.namespace, pod.name),
      creationTimestamp: startedAt,
      labels: { ...labels(pod.app), ...pod.labels },
    },
    spec: {
      nodeName: pod.node.name,
      ...(pod.ip === pod.node.internalIp ? { hostNetwork: true } : {}),
      containers: [{ name: pod.app, image: pod.image }],
    },
    status: {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: startedAt }],
      hostIP: pod.node.internalIp,
      podIP: pod.ip,
      podIPs: [{ ip: pod.ip }],
      startTime: startedAt,
      containerStatuses: [
        {
          name: pod.app,
          image: pod.image,
          imageID: '',
          ready,
          restartCount: 0,
          started: true,
          state: { running: { startedAt } },
        },
      ],
    },
  });
  return { namespace: pod.namespace, name: pod.name, version: `${ready} ${JSON.stringify(pod.labels ?? {})}`, make };
}

/** Pods of gateways, route agents and the exporter. A lost node's pod keeps its label `active` beside the heir's (recording 22). */
export function podEntries(world: World, cluster: Cluster, at: number): Entry[] {
  const pods: Running[] = [];
  const image = (name: string) => `quay.io/submariner/${name}:0.24.0`;
  if (cluster.set) {
    const namespace = OPERATOR_NAMESPACE;
    const leader = world.leaders(cluster).findLast((term) => term.from + 400 <= at)?.node;
    for (const node of gatewayNodes(cluster)) {
      const { state } = world.gateway(node.name, at);
      const held = leader === node && state !== 'stopped';
      const frozen = state === 'node-lost' && world.leaders(cluster).some((term) => term.node === node);
      const status = held || frozen ? 'active' : 'passive';
      const own = { 'gateway.submariner.io/node': node.name, 'gateway.submariner.io/status': status };
      const app = 'submariner-gateway';
      pods.push({
        name: `${app}-${node.name}`,
        namespace,
        app,
        node,
        ip: node.internalIp,
        image: image(app),
        labels: own,
      });
    }
    for (const node of cluster.nodes) {
      const app = 'submariner-routeagent';
      pods.push({
        name: `${app}-${node.name}`,
        namespace,
        app,
        node,
        ip: node.internalIp,
        image: image('submariner-route-agent'),
      });
    }
  }
  const worker = cluster.nodes.at(-1);
  if (worker && world.clusterState(cluster.id, at).exporter === 'running')
    pods.push({
      name: EXPORTER_POD,
      namespace: EXPORTER_NAMESPACE,
      app: EXPORTER_NAME,
      node: worker,
      ip: cluster.exporterIp,
      image: 'quay.io/prometheus/blackbox-exporter:v0.28.0',
    });
  return pods.map((pod) => podEntry(world, cluster, pod, at));
}
