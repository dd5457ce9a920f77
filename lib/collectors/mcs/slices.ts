import { oncePer } from '#lib/model/once-per.ts';
import { type ServiceEndpoints, serviceKey } from '#lib/model/service.ts';
import type { CachedObject } from '../collector.ts';
import {
  LIGHTHOUSE_NAMESPACE,
  listOf,
  metadataOf,
  SERVICE_NAME,
  type Shape,
  SOURCE_CLUSTER,
  shapeOf,
  textOf,
} from './shape.ts';

/** More slices than this are not counted at all: a part of them would say that endpoints are missing. */
export const MAX_SLICES = 15_000;
/** Most source clusters that are kept of one service. */
export const MAX_SOURCES = 512;
/** The limit of Kubernetes. */
const MAX_ENDPOINTS = 1000;
/** Cilium copies each slice for the derived service and calls its own cluster the source, whatever the copied one says. */
const COPIED_FROM = 'service.cilium.io/local-endpointslice';

interface Slice {
  namespace: string;
  name: string;
  service: string;
  source: string;
  copiedFrom: string;
  family: string;
  ready: number;
  total: number;
  perCluster: boolean;
}

/** Endpoints of one service by source cluster. */
export interface Backing {
  endpoints: ServiceEndpoints[];
  leftOut: number;
}

/** The endpoints of a cache by service; nothing where there are more slices than are counted. */
export const backingsOf = oncePer((cached: readonly CachedObject[]): Map<string, Backing> | null => {
  if (cached.length > MAX_SLICES) return null;
  const slices = cached.flatMap((one) => sliceOf(one) ?? []);
  const sources = new Map(slices.map((slice) => [`${slice.namespace}/${slice.name}`, slice.source]));
  const services = Map.groupBy(
    slices.filter(({ service }) => service !== ''),
    ({ namespace, service }) => serviceKey({ namespace, name: service }),
  );
  const sourceOf = (slice: Slice) => sources.get(`${slice.namespace}/${slice.copiedFrom}`) ?? slice.source;
  return new Map([...services].map(([key, own]) => [key, backingOf(Map.groupBy(own, sourceOf))]));
});

function backingOf(bySource: ReadonlyMap<string, readonly Slice[]>): Backing {
  const endpoints = [...bySource].slice(0, MAX_SOURCES).map(([source, slices]) => {
    // A pod with addresses of both families stands in a slice of each.
    const families = Map.groupBy(slices, ({ family }) => family)
      .values()
      .map((own) => ({ ready: sum(own, 'ready'), total: sum(own, 'total') }));
    const [most = { ready: 0, total: 0 }] = [...families].sort((a, b) => b.total - a.total || b.ready - a.ready);
    return { source, ...most, perCluster: slices.every(({ perCluster }) => perCluster) };
  });
  return { endpoints, leftOut: Math.max(0, bySource.size - MAX_SOURCES) };
}

const sum = (slices: readonly Slice[], of: 'ready' | 'total') => slices.reduce((all, slice) => all + slice[of], 0);

const sliceOf = oncePer(({ object }: CachedObject): Slice | undefined => {
  const { namespace, name, labels } = metadataOf(object);
  const source = textOf(labels[SOURCE_CLUSTER]);
  const origin = textOf(labels[LIGHTHOUSE_NAMESPACE]);
  // Copies at a broker stand in another namespace than their service.
  if (source === '' || namespace === '' || (origin !== '' && origin !== namespace)) return undefined;
  const endpoints = listOf(object.endpoints, MAX_ENDPOINTS).map(shapeOf);
  return {
    namespace,
    name,
    service: textOf(labels[SERVICE_NAME]),
    source,
    copiedFrom: textOf(labels[COPIED_FROM]),
    family: textOf(object.addressType, 16),
    ready: endpoints.filter(isReady).length,
    total: endpoints.length,
    perCluster: labels['lighthouse.submariner.io/is-headless'] === 'false',
  };
});

/** Nobody has said that it is not: the reading that Kubernetes prescribes. */
function isReady(endpoint: Shape): boolean {
  return shapeOf(endpoint.conditions).ready !== false;
}
