import { EXPORTER_NAME, EXPORTER_NAMESPACE, EXPORTER_POD, fixed, labels } from './cluster-objects.ts';
import { daemonSetStatus } from './daemon-set-status.ts';
import type { Cluster } from './fleet.ts';
import { gatewayNodes, OPERATOR_NAMESPACE } from './gateway-objects.ts';
import { type Entry, rfc3339, uidOf } from './kube-object.ts';
import type { World } from './world.ts';

const ports = [{ name: 'http', port: 9115, protocol: 'TCP', targetPort: 9115 }];

/** Services: the API server's own and the exporter's. */
export function serviceEntries(world: World, cluster: Cluster, at: number): Entry[] {
  const base = cluster.serviceCidr.replace(/0\/18$/, '');
  const service = (
    name: string,
    namespace: string,
    ip: string,
    selector: Record<string, string> | null,
    list = ports,
  ) =>
    fixed(world, cluster, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace, ...(selector ? { labels: labels(name) } : {}) },
      spec: {
        type: 'ClusterIP',
        clusterIP: ip,
        clusterIPs: [ip],
        ports: list,
        ...(selector ? { selector } : {}),
        sessionAffinity: 'None',
      },
      status: { loadBalancer: {} },
    });
  const https = [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 6443 }];
  const dns = [{ name: 'dns', port: 53, protocol: 'UDP', targetPort: 53 }];
  const list = [service('kubernetes', 'default', `${base}1`, null, https)];
  list.push(service('kube-dns', 'kube-system', cluster.dnsIp, { 'k8s-app': 'kube-dns' }, dns));
  if (world.clusterState(cluster.id, at).exporter !== 'absent')
    list.push(service(EXPORTER_NAME, EXPORTER_NAMESPACE, `${base}15`, { app: EXPORTER_NAME }));
  return list;
}

/** The range of service addresses, as the API server itself publishes it. */
export function serviceCidrEntries(world: World, cluster: Cluster): Entry[] {
  const condition = { type: 'Ready', status: 'True', reason: '', message: 'Kubernetes Service CIDR is ready' };
  return [
    fixed(world, cluster, {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'ServiceCIDR',
      metadata: { name: 'kubernetes' },
      spec: { cidrs: [cluster.serviceCidr] },
      status: { conditions: [{ ...condition, lastTransitionTime: rfc3339(world.bornAt) }] },
    }),
  ];
}

/** The exporter's EndpointSlice: empty while its pod is down. */
export function endpointSliceEntries(world: World, cluster: Cluster, at: number): Entry[] {
  const { exporter } = world.clusterState(cluster.id, at);
  if (exporter === 'absent') return [];
  const entry = fixed(world, cluster, {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: `${EXPORTER_NAME}-m7wq2`,
      namespace: EXPORTER_NAMESPACE,
      labels: {
        'kubernetes.io/service-name': EXPORTER_NAME,
        'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
      },
    },
    addressType: 'IPv4',
    endpoints:
      exporter === 'down'
        ? []
        : [
            {
              addresses: [cluster.exporterIp],
              conditions: { ready: true, serving: true, terminating: false },
              nodeName: cluster.nodes.at(-1)?.name,
              targetRef: {
                kind: 'Pod',
                name: EXPORTER_POD,
                namespace: EXPORTER_NAMESPACE,
                uid: uidOf(cluster, 'Pod', EXPORTER_NAMESPACE, EXPORTER_POD),
              },
            },
          ],
    ports: [{ name: 'http', port: 9115, protocol: 'TCP' }],
  });
  return [{ ...entry, version: exporter }];
}

function workload(
  world: World,
  cluster: Cluster,
  kind: 'DaemonSet' | 'Deployment',
  name: string,
  namespace: string,
  wanted: number,
  image: string,
): Entry {
  const status =
    kind === 'DaemonSet'
      ? daemonSetStatus(wanted)
      : {
          availableReplicas: wanted,
          observedGeneration: 1,
          readyReplicas: wanted,
          replicas: wanted,
          updatedReplicas: wanted,
        };
  return fixed(world, cluster, {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, namespace, generation: 1, labels: labels(name) },
    spec: {
      ...(kind === 'Deployment' ? { replicas: wanted } : {}),
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: { containers: [{ name, image }] } },
    },
    status,
  });
}

/** Submariner's DaemonSets. */
export function daemonSetEntries(world: World, cluster: Cluster): Entry[] {
  if (!cluster.set) return [];
  const make = (name: string, image: string, wanted: number) =>
    workload(world, cluster, 'DaemonSet', name, OPERATOR_NAMESPACE, wanted, `quay.io/submariner/${image}:0.24.0`);
  return [
    make('submariner-gateway', 'submariner-gateway', gatewayNodes(cluster).length),
    make('submariner-routeagent', 'submariner-route-agent', cluster.nodes.length),
    make('submariner-metrics-proxy', 'nettest', gatewayNodes(cluster).length),
  ];
}

/** Deployments of Submariner's operator and Lighthouse, and of the exporter. */
export function deploymentEntries(world: World, cluster: Cluster, at: number): Entry[] {
  const operator = cluster.set
    ? [
        ['submariner-operator', 'submariner-operator'],
        ['submariner-lighthouse-agent', 'lighthouse-agent'],
        ['submariner-lighthouse-coredns', 'lighthouse-coredns'],
      ].map(([name = '', image]) =>
        workload(world, cluster, 'Deployment', name, OPERATOR_NAMESPACE, 1, `quay.io/submariner/${image}:0.24.0`),
      )
    : [];
  if (world.clusterState(cluster.id, at).exporter === 'absent') return operator;
  const image = 'quay.io/prometheus/blackbox-exporter:v0.28.0';
  return [...operator, workload(world, cluster, 'Deployment', EXPORTER_NAME, EXPORTER_NAMESPACE, 1, image)];
}
