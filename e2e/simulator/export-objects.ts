import type { Cluster } from './fleet.ts';
import { OPERATOR_NAMESPACE } from './gateway-objects.ts';
import { type Entry, type KubeObject, rfc3339, uidOf } from './kube-object.ts';
import { exportersOf, SHARED_SERVICES, serviceIp } from './shared-services.ts';
import { BROKER_NAMESPACE } from './submariner-objects.ts';
import type { World } from './world.ts';

const ports = [{ name: 'http', port: 80, protocol: 'TCP' }];

function mcs(
  world: World,
  cluster: Cluster,
  object: Omit<KubeObject, 'apiVersion'> & Pick<KubeObject, 'kind' | 'metadata'>,
): Entry {
  const { name, namespace = '' } = object.metadata;
  const metadata = {
    ...object.metadata,
    creationTimestamp: rfc3339(world.bornAt),
    generation: 1,
    uid: uidOf(cluster, object.kind, namespace, name),
  };
  const make = (): KubeObject => ({ apiVersion: 'multicluster.x-k8s.io/v1alpha1', ...object, metadata });
  return { namespace, name, version: '1', make };
}

const condition = (world: World, type: string, reason: string, message: string) => ({
  lastTransitionTime: rfc3339(world.bornAt),
  message,
  reason,
  status: 'True',
  type,
});

/** ServiceExports of the services that this cluster exports. */
export function serviceExportEntries(world: World, cluster: Cluster): Entry[] {
  return SHARED_SERVICES.filter((service) => exportersOf(world, cluster, service).includes(cluster)).map((service) =>
    mcs(world, cluster, {
      kind: 'ServiceExport',
      metadata: { name: service.name, namespace: service.namespace },
      status: {
        conditions: [
          condition(world, 'Valid', 'Valid', ''),
          condition(world, 'Ready', 'Exported', 'Service was successfully exported to the broker'),
        ],
      },
    }),
  );
}

/** ServiceImports: the aggregated one in every member, one per exporter in its own operator namespace, the broker's. */
export function serviceImportEntries(world: World, cluster: Cluster, at: number): Entry[] {
  const { lacksNamespaces } = world.clusterState(cluster.id, at);
  return SHARED_SERVICES.flatMap((service) => {
    const { name, namespace } = service;
    const sources = exportersOf(world, cluster, service);
    const clusters = sources.map((source) => ({ cluster: source.id }));
    const shape = {
      internalTrafficPolicy: 'Cluster',
      ipFamilies: ['IPv4'],
      ports,
      sessionAffinity: 'None',
      type: 'ClusterSetIP',
    };
    if (sources.length === 0) return [];
    const aggregated = mcs(world, cluster, {
      kind: 'ServiceImport',
      metadata: {
        name,
        namespace,
        annotations: { 'lighthouse.submariner.io/use-clusterset-ip': 'false' },
      },
      spec: shape,
      status: { clusters, conditions: [condition(world, 'Ready', 'Ready', '')] },
    });
    const list = lacksNamespaces.includes(namespace) ? [] : [aggregated];
    if (sources.includes(cluster))
      list.push(
        mcs(world, cluster, {
          kind: 'ServiceImport',
          metadata: {
            name: `${name}-${namespace}-${cluster.id}`,
            namespace: OPERATOR_NAMESPACE,
            labels: {
              'lighthouse.submariner.io/sourceNamespace': namespace,
              'multicluster.kubernetes.io/service-name': name,
              'multicluster.kubernetes.io/source-cluster': cluster.id,
            },
          },
          spec: { ...shape, ips: [serviceIp(cluster, service)] },
          status: { clusters: [{ cluster: cluster.id }] },
        }),
      );
    if (cluster.set?.brokerCluster === cluster.id)
      list.push(
        mcs(world, cluster, {
          kind: 'ServiceImport',
          metadata: {
            name: `${name}-${namespace}`,
            namespace: BROKER_NAMESPACE,
            annotations: {
              'lighthouse.submariner.io/sourceNamespace': namespace,
              'lighthouse.submariner.io/use-clusterset-ip': 'false',
              'multicluster.kubernetes.io/service-name': name,
            },
          },
          spec: shape,
          status: { clusters },
        }),
      );
    return list;
  });
}

/** The EndpointSlices that Lighthouse mirrors into every member: one per exporter, with its Service's address. */
export function mirroredSliceEntries(world: World, cluster: Cluster, at: number): Entry[] {
  const { lacksNamespaces } = world.clusterState(cluster.id, at);
  const held = SHARED_SERVICES.filter(({ namespace }) => !lacksNamespaces.includes(namespace));
  return held.flatMap((service) =>
    exportersOf(world, cluster, service).map((source) => {
      const { name, namespace } = service;
      const { make, ...entry } = mcs(world, cluster, {
        kind: 'EndpointSlice',
        metadata: {
          name: `${name}-${uidOf(source, 'EndpointSlice', namespace, name).slice(0, 5)}`,
          namespace,
          labels: {
            'endpointslice.kubernetes.io/managed-by': 'lighthouse-agent.submariner.io',
            'lighthouse.submariner.io/is-headless': 'false',
            'lighthouse.submariner.io/sourceNamespace': namespace,
            'multicluster.kubernetes.io/service-name': name,
            'multicluster.kubernetes.io/source-cluster': source.id,
          },
        },
      });
      const slice = {
        apiVersion: 'discovery.k8s.io/v1',
        addressType: 'IPv4',
        endpoints: [{ addresses: [serviceIp(source, service)], conditions: { ready: true } }],
        ports,
      };
      return { ...entry, make: () => ({ ...make(), ...slice }) };
    }),
  );
}
