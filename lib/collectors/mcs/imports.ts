import { oncePer } from '#lib/model/once-per.ts';
import { type ServiceImport, type ServicePort, serviceKey } from '#lib/model/service.ts';
import type { CachedObject } from '../collector.ts';
import {
  conditionsOf,
  LIGHTHOUSE_NAMESPACE,
  listOf,
  metadataOf,
  portsOf,
  SERVICE_NAME,
  type Shape,
  SOURCE_CLUSTER,
  shapeOf,
  textOf,
} from './shape.ts';

/** Most clusters that are kept of one import: more than any fleet that is judged has. */
export const MAX_CLUSTERS = 512;

/** One ServiceImport as a consumer sees it. */
export interface ImportObject {
  import: ServiceImport;
  /** Whether endpoints of other clusters are mirrored for it; null: it does not say. */
  mirrored: boolean | null;
  /** The system that implements it, as its annotations tell. */
  system: string | null;
}

/** Who writes annotations of these names: the cluster set goes by the names of that system. */
const WRITERS = new Map([
  ['lighthouse.submariner.io', 'submariner'],
  ['clustermesh.cilium.io', 'cilium'],
]);

/**
 * The imports of a cache, by service, the ports that exporters here write of themselves, and the system that implements them
 * while there is only one.
 */
export const importsOf = oncePer((cached: readonly CachedObject[]) => {
  const imports = new Map<string, ImportObject>();
  const ownPorts = new Map<string, ServicePort[]>();
  for (const one of cached) {
    const read = importOf(one);
    if (!read) continue;
    if ('import' in read) imports.set(read.key, read);
    else ownPorts.set(read.key, read.ports);
  }
  const systems = new Set([...imports.values()].flatMap(({ system }) => system ?? []));
  const [namedBy] = systems.size === 1 ? systems : [];
  return { imports, ownPorts, namedBy };
});

type Read = (ImportObject & { key: string }) | { key: string; ports: ServicePort[] };

const importOf = oncePer(({ object, appearedAt }: CachedObject): Read | undefined => {
  const { namespace, name, labels, annotations } = metadataOf(object);
  if (namespace === '' || name === '') return undefined;
  const origin = textOf(labels[LIGHTHOUSE_NAMESPACE]) || textOf(annotations[LIGHTHOUSE_NAMESPACE]);
  if (origin) return ownOf(object, labels, origin);
  const system = systemOf(annotations);
  const spec = shapeOf(object.spec);
  const type = textOf(spec.type);
  const named = shapeOf(object.status).clusters;
  const clusters = [...new Set(listOf(named, MAX_CLUSTERS).map((one) => textOf(shapeOf(one).cluster)))].filter(Boolean);
  return {
    key: serviceKey({ namespace, name }),
    import: {
      type: type === 'ClusterSetIP' || type === 'Headless' ? type : 'unknown',
      ips: listOf(spec.ips, 4).flatMap((ip) => textOf(ip, 63) || []),
      ports: portsOf(spec.ports),
      clusters,
      clustersLeftOut: Array.isArray(named) ? Math.max(0, named.length - MAX_CLUSTERS) : 0,
      conditions: conditionsOf(object),
      appearedAt,
    },
    mirrored: mirrorsOf(object, system),
    system,
  };
});

/** The exporter's own import of Lighthouse has the exporter's own ports; copies of others at a broker name no cluster. */
function ownOf(object: Shape, labels: Shape, namespace: string): Read | undefined {
  const [first] = listOf(shapeOf(object.status).clusters, 1);
  const source = textOf(labels[SOURCE_CLUSTER]);
  const name = textOf(labels[SERVICE_NAME]);
  if (source === '' || name === '' || textOf(shapeOf(first).cluster) !== source) return undefined;
  return { key: serviceKey({ namespace, name }), ports: portsOf(shapeOf(object.spec).ports) };
}

/** Lighthouse mirrors always; Cilium 1.20 says whether it does for this import. */
function mirrorsOf(object: Shape, system: string | null): boolean | null {
  const said = shapeOf(object.status).endpointSliceObjects;
  if (said === 'Present') return true;
  if (said === 'Absent') return false;
  return system === 'submariner' ? true : null;
}

function systemOf(annotations: Shape): string | null {
  for (const key of Object.keys(annotations)) {
    const system = WRITERS.get(key.split('/', 1)[0] ?? '');
    if (system) return system;
  }
  return null;
}
