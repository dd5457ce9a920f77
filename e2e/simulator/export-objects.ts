import type { Cluster } from './fleet.ts';
import { OPERATOR_NAMESPACE } from './gateway-objects.ts';
import { type Entry, type KubeObject, rfc3339, uidOf } from './kube-object.ts';
import { BROKER_NAMESPACE } from './submariner-objects.ts';
import type { World } from './world.ts';

const SHARED_NAMESPACE = 'shop';
const SERVICES = ['checkout', 'inventory'];
const ports = [{ name: 'http', port: 80, protocol: 'TCP' }];

/** Who exports a service: in each cluster set the broker's cluster exports the first, the first two members the second. */
function exporters(world: World, cluster: Cluster, service: string): Cluster[] {
  if (!cluster.set) return [];
  const all = world.fleet.clusters.filter((member) => member.set === cluster.set);
  return all.slice(0, SERVICES.indexOf(service) + 1);
}
const serviceIp = (cluster: Cluster, service: string): string =>
  `${cluster.serviceCidr.replace(/0\/18$/, '')}${40 + SERVICES.indexOf(service)}`;

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
  return SERVICES.filter((service) => exporters(world, cluster, service).includes(cluster)).map((service) =>
    mcs(world, cluster, {
      kind: 'ServiceExport',
      metadata: { name: service, namespace: SHARED_NAMESPACE },
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
export function serviceImportEntries(world: World, cluster: Cluster): Entry[] {
  return SERVICES.flatMap((service) => {
    const sources = exporters(world, cluster, service);
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
        name: service,
        namespace: SHARED_NAMESPACE,
        annotations: { 'lighthouse.submariner.io/use-clusterset-ip': 'false' },
      },
      spec: shape,
      status: { clusters, conditions: [condition(world, 'Ready', 'Ready', '')] },
    });
    const list = [aggregated];
    if (sources.includes(cluster))
      list.push(
        mcs(world, cluster, {
          kind: 'ServiceImport',
          metadata: {
            name: `${service}-${SHARED_NAMESPACE}-${cluster.id}`,
            namespace: OPERATOR_NAMESPACE,
            labels: {
              'lighthouse.submariner.io/sourceNamespace': SHARED_NAMESPACE,
              'multicluster.kubernetes.io/service-name': service,
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
            name: `${service}-${SHARED_NAMESPACE}`,
            namespace: BROKER_NAMESPACE,
            annotations: {
              'lighthouse.submariner.io/sourceNamespace': SHARED_NAMESPACE,
              'lighthouse.submariner.io/use-clusterset-ip': 'false',
              'multicluster.kubernetes.io/service-name': service,
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
export function mirroredSliceEntries(world: World, cluster: Cluster): Entry[] {
  return SERVICES.flatMap((service) =>
    exporters(world, cluster, service).map((source) => {
      const name = `${service}-${uidOf(source, 'EndpointSlice', SHARED_NAMESPACE, service).slice(0, 5)}`;
      const {
        namespace = '',
        make,
        ...entry
      } = mcs(world, cluster, {
        kind: 'EndpointSlice',
        metadata: {
          name,
          namespace: SHARED_NAMESPACE,
          labels: {
            'endpointslice.kubernetes.io/managed-by': 'lighthouse-agent.submariner.io',
            'lighthouse.submariner.io/is-headless': 'false',
            'lighthouse.submariner.io/sourceNamespace': SHARED_NAMESPACE,
            'multicluster.kubernetes.io/service-name': service,
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
      return { ...entry, namespace, make: () => ({ ...make(), ...slice }) };
    }),
  );
}
