import { chance } from './chance.ts';
import { type Cluster, type FleetNode, healthCheckIp } from './fleet.ts';
import {
  cableName,
  endpointSpec,
  gatewayNodes,
  gatewayStatus,
  latencyRtt,
  OPERATOR_NAMESPACE,
  pinger,
  SUBMARINER_VERSION,
  writePhaseMs,
} from './gateway-objects.ts';
import { type Entry, type KubeObject, lastTick, rfc3339, rfc3339Micro, uidOf } from './kube-object.ts';
import { carrier } from './path.ts';
import type { World } from './world.ts';

export const BROKER_NAMESPACE = 'submariner-k8s-broker';
/** Stands where real objects carry secrets: it must never be seen in an answer, a log or a page of the product. */
export const CANARY_SECRET = 'simulated-secret-that-must-never-be-shown';
export const ROUTE_AGENT_EVERY_MS = 60_000;
export const LEASE_EVERY_MS = 2000;
export const leasePhaseMs = (cluster: Cluster): number => Math.floor(chance('lease', cluster.id) * LEASE_EVERY_MS);
export const routeAgentPhaseMs = (cluster: Cluster, node: FleetNode): number =>
  Math.floor(chance('route-agent', cluster.id, node.name) * ROUTE_AGENT_EVERY_MS);

const members = (world: World, cluster: Cluster): Cluster[] => (cluster.set ? [cluster, ...world.peers(cluster)] : []);
const brokerHere = (cluster: Cluster): boolean => cluster.set?.brokerCluster === cluster.id;

function endpointEntry(world: World, reader: Cluster, member: Cluster, namespace: string, at: number): Entry {
  const { node, since } = carrier(world, member, at);
  const name = `${member.id}-${cableName(member, node)}`;
  const make = (): KubeObject => ({
    apiVersion: 'submariner.io/v1',
    kind: 'Endpoint',
    metadata: {
      creationTimestamp: rfc3339(Math.max(world.bornAt, since)),
      generation: 1,
      labels: { 'submariner-io/clusterID': member.id },
      name,
      namespace,
      uid: uidOf(reader, 'Endpoint', namespace, name),
    },
    spec: endpointSpec(member, node),
  });
  return { namespace, name, version: '1', make };
}

/** Endpoints of all members, in a member's own namespace and, where the broker lives, in the broker's. */
export function endpointEntries(world: World, cluster: Cluster, at: number): Entry[] {
  const namespaces = brokerHere(cluster) ? [BROKER_NAMESPACE, OPERATOR_NAMESPACE] : [OPERATOR_NAMESPACE];
  return namespaces.flatMap((namespace) =>
    members(world, cluster).map((member) => endpointEntry(world, cluster, member, namespace, at)),
  );
}

/** Cluster objects of all members, in the same namespaces. */
export function clusterEntries(world: World, cluster: Cluster): Entry[] {
  const namespaces = brokerHere(cluster) ? [BROKER_NAMESPACE, OPERATOR_NAMESPACE] : [OPERATOR_NAMESPACE];
  return namespaces.flatMap((namespace) =>
    members(world, cluster).map((member) => ({
      namespace,
      name: member.id,
      version: '1',
      make: (): KubeObject => ({
        apiVersion: 'submariner.io/v1',
        kind: 'Cluster',
        metadata: {
          creationTimestamp: rfc3339(world.bornAt),
          generation: 1,
          labels: { 'submariner-io/clusterID': member.id },
          name: member.id,
          namespace,
          uid: uidOf(cluster, 'Cluster', namespace, member.id),
        },
        spec: {
          cluster_cidr: [member.podCidr],
          cluster_id: member.id,
          color_codes: ['blue'],
          global_cidr: [],
          service_cidr: [member.serviceCidr],
        },
      }),
    })),
  );
}

/** One remote endpoint as a node's route agent sees it: a ping a minute, so an error is six to eight minutes late (recording 10). */
function remoteEndpoint(world: World, cluster: Cluster, onActive: boolean, peer: Cluster, at: number) {
  const remote = carrier(world, peer, at);
  const spec = endpointSpec(peer, remote.node);
  if (onActive) return { spec, status: 'none', statusMessage: 'Health check is not performed on gateway nodes' };
  const pings = pinger(world, cluster, peer, remote.since, at, ROUTE_AGENT_EVERY_MS);
  const message = `Failed to successfully ping the remote endpoint IP "${healthCheckIp(remote.node)}"`;
  // latencyRTT goes away on error, and the status is the empty string until the first reply
  if (pings.lost >= 6) return { spec, status: 'error', statusMessage: message };
  if (pings.lastReplyAt === null) return { spec, status: '', statusMessage: '' };
  return { spec, status: 'connected', statusMessage: '', latencyRTT: latencyRtt(world, cluster, peer, pings) };
}

/** RouteAgents, one per node. The active gateway's never changes by itself; the others are written with each minute's ping. */
export function routeAgentEntries(world: World, cluster: Cluster, at: number): Entry[] {
  if (!cluster.set) return [];
  return cluster.nodes.map((node) => {
    const active = carrier(world, cluster, at).node === node;
    const alive = world.gateway(node.name, at);
    const phase = routeAgentPhaseMs(cluster, node);
    const tick = lastTick(alive.state === 'node-lost' ? alive.since : at, ROUTE_AGENT_EVERY_MS, phase);
    const pod = `submariner-routeagent-${node.name}`;
    const make = (): KubeObject => ({
      apiVersion: 'submariner.io/v1',
      kind: 'RouteAgent',
      metadata: {
        creationTimestamp: rfc3339(world.bornAt),
        generation: 2,
        name: node.name,
        namespace: OPERATOR_NAMESPACE,
        ownerReferences: [
          { apiVersion: 'v1', kind: 'Pod', name: pod, uid: uidOf(cluster, 'Pod', OPERATOR_NAMESPACE, pod) },
        ],
        uid: uidOf(cluster, 'RouteAgent', OPERATOR_NAMESPACE, node.name),
      },
      status: {
        remoteEndpoints: world.peers(cluster).map((peer) => remoteEndpoint(world, cluster, active, peer, tick)),
        statusFailure: '',
        version: SUBMARINER_VERSION,
      },
    });
    const version = active
      ? world
          .peers(cluster)
          .map((peer) => carrier(world, peer, at).node.name)
          .join()
      : String(tick);
    return { namespace: OPERATOR_NAMESPACE, name: node.name, version, make };
  });
}

/** The leader's Lease: renewed every 2 s, left alone by a dead holder until a sibling takes it. */
export function leaseEntries(world: World, cluster: Cluster, at: number): Entry[] {
  if (!cluster.set) return [];
  const terms = world.leaders(cluster).filter((term) => term.from <= at);
  const term = terms.at(-1);
  if (!term) return [];
  const holder = world.gateway(term.node.name, at);
  const renewedAt = Math.max(
    lastTick(holder.state === 'running' ? at : holder.since, LEASE_EVERY_MS, leasePhaseMs(cluster)),
    Number.isFinite(term.from) ? term.from : 0,
  );
  const make = (): KubeObject => ({
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      name: 'submariner-gateway-lock',
      namespace: OPERATOR_NAMESPACE,
      uid: uidOf(cluster, 'Lease', OPERATOR_NAMESPACE, 'submariner-gateway-lock'),
      creationTimestamp: rfc3339(world.bornAt),
    },
    spec: {
      holderIdentity: `${term.node.name}-submariner-gateway`,
      leaseDurationSeconds: 15,
      acquireTime: rfc3339Micro(Math.max(world.bornAt, term.from)),
      renewTime: rfc3339Micro(renewedAt),
      leaseTransitions: terms.length - 1,
    },
  });
  return [{ namespace: OPERATOR_NAMESPACE, name: 'submariner-gateway-lock', version: String(renewedAt), make }];
}

const daemonSetStatus = (scheduled: number) => ({
  lastResourceVersion: '1621',
  mismatchedContainerImages: false,
  nonReadyContainerStates: [],
  status: {
    currentNumberScheduled: scheduled,
    desiredNumberScheduled: scheduled,
    numberMisscheduled: 0,
    numberReady: scheduled,
  },
});

/** The operator's custom resource. Its gateways lag and carry no time: good for an inventory only. */
export function submarinerEntries(world: World, cluster: Cluster, at: number): Entry[] {
  const { set } = cluster;
  if (!set) return [];
  const node = carrier(world, cluster, at).node;
  const writtenAt = lastTick(at, 60_000, writePhaseMs(cluster, node));
  const address = world.apiAddresses.get(set.brokerCluster) ?? `api.${set.brokerCluster}.example:6443`;
  const make = (): KubeObject => ({
    apiVersion: 'submariner.io/v1alpha1',
    kind: 'Submariner',
    metadata: {
      creationTimestamp: rfc3339(world.bornAt),
      generation: 1,
      name: 'submariner',
      namespace: OPERATOR_NAMESPACE,
      uid: uidOf(cluster, 'Submariner', OPERATOR_NAMESPACE, 'submariner'),
    },
    spec: {
      broker: 'k8s',
      brokerK8sApiServer: address,
      brokerK8sApiServerToken: CANARY_SECRET,
      brokerK8sCA: CANARY_SECRET,
      brokerK8sRemoteNamespace: BROKER_NAMESPACE,
      cableDriver: set.driver,
      ceIPSecDebug: false,
      ceIPSecPSK: CANARY_SECRET,
      clusterCIDR: cluster.podCidr,
      clusterID: cluster.id,
      connectionHealthCheck: { enabled: true, intervalSeconds: 1, maxPacketLossCount: 5 },
      debug: false,
      namespace: OPERATOR_NAMESPACE,
      natEnabled: node.publicIp !== null,
      repository: 'quay.io/submariner',
      serviceCIDR: cluster.serviceCidr,
      serviceDiscoveryEnabled: true,
      version: '0.24.0',
    },
    status: {
      clusterCIDR: cluster.podCidr,
      clusterID: cluster.id,
      deploymentInfo: {},
      gatewayDaemonSetStatus: daemonSetStatus(gatewayNodes(cluster).length),
      gateways: [gatewayStatus(world, cluster, node, writtenAt)],
      globalnetDaemonSetStatus: { mismatchedContainerImages: false },
      loadBalancerStatus: {},
      natEnabled: node.publicIp !== null,
      networkPlugin: 'calico',
      routeAgentDaemonSetStatus: daemonSetStatus(cluster.nodes.length),
      serviceCIDR: cluster.serviceCidr,
      version: '0.24.0',
    },
  });
  return [{ namespace: OPERATOR_NAMESPACE, name: 'submariner', version: String(writtenAt), make }];
}

/** The Broker object, in the broker's cluster only. */
export function brokerEntries(world: World, cluster: Cluster): Entry[] {
  if (!brokerHere(cluster)) return [];
  const make = (): KubeObject => ({
    apiVersion: 'submariner.io/v1alpha1',
    kind: 'Broker',
    metadata: {
      creationTimestamp: rfc3339(world.bornAt),
      generation: 1,
      name: 'submariner-broker',
      namespace: BROKER_NAMESPACE,
      uid: uidOf(cluster, 'Broker', BROKER_NAMESPACE, 'submariner-broker'),
    },
    spec: {
      components: ['service-discovery', 'connectivity'],
      defaultGlobalnetClusterSize: 65536,
      globalnetCIDRRange: '242.0.0.0/8',
      globalnetEnabled: false,
    },
    status: {},
  });
  return [{ namespace: BROKER_NAMESPACE, name: 'submariner-broker', version: '1', make }];
}
