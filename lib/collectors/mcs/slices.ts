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

/** How many slices are read in one go; a cache of thousands is read in several, so that nothing else waits for it. */
const READ_AT_ONCE = 1000;

interface Slice {
  /** `namespace/name` of the slice. */
  id: string;
  /** `serviceKey`; empty where it names no service. */
  service: string;
  source: string;
  /** `namespace/name` of the slice that it is a copy of, or empty. */
  copiedFrom: string;
  family: string;
  ready: number;
  total: number;
  perCluster: boolean;
}

/** Endpoints of one service by source cluster. The same object as before: nothing of it has changed. */
export interface Backing {
  endpoints: ServiceEndpoints[];
  leftOut: number;
  /** What they were taken from. */
  slices: readonly Slice[];
}

/** The endpoints of a cache. */
export interface Backings {
  cached: readonly CachedObject[];
  /** By `serviceKey`; null where there are more slices than are counted, and until all of them were read once. */
  services: ReadonlyMap<string, Backing> | null;
  /** Some slices are still to be read: it is to be asked again. */
  behind: boolean;
}

/** The endpoints of a cache by service. `before`: what it came to the last time; what has not changed is taken over. */
export function backingsOf(cached: readonly CachedObject[], before: Backings | null): Backings {
  if (before && before.cached === cached && !before.behind) return before;
  if (cached.length > MAX_SLICES) return { cached, services: null, behind: false };
  if (!readSome(cached)) return { cached, services: before?.services ?? null, behind: true };
  const slices = cached.flatMap((one) => sliceOf(one) ?? []);
  const copies = slices.some(({ copiedFrom }) => copiedFrom !== '');
  const sources = new Map(copies ? slices.map(({ id, source }) => [id, source]) : []);
  const sourceOf = (slice: Slice) => sources.get(slice.copiedFrom) ?? slice.source;
  const groups = Map.groupBy(
    slices.filter(({ service }) => service !== ''),
    ({ service }) => service,
  );
  const services = new Map(
    [...groups].map(([key, own]): [string, Backing] => {
      const known = before?.services?.get(key);
      if (known && !copies && isSameList(known.slices, own)) return [key, known];
      const made = backingOf(own, sourceOf);
      return [key, known && isSameBacking(known, made) ? known : made];
    }),
  );
  return { cached, services, behind: false };
}

/** Reads some of what was never read; answers whether all of it is. */
function readSome(cached: readonly CachedObject[]): boolean {
  let left = READ_AT_ONCE;
  for (const one of cached) {
    if (isRead.has(one)) continue;
    if (left === 0) return false;
    left -= 1;
    sliceOf(one);
    isRead.add(one);
  }
  return true;
}

const isRead = new WeakSet<CachedObject>();

function isSameList(a: readonly Slice[], b: readonly Slice[]): boolean {
  return a.length === b.length && a.every((one, index) => one === b[index]);
}

function isSameBacking(a: Backing, b: Backing): boolean {
  return a.leftOut === b.leftOut && sameEndpoints(a, b);
}

/** Slices are written anew for reasons that concern nobody: what counts is who has how many. */
export function sameEndpoints(a: Backing | undefined, b: Backing | undefined): boolean {
  if (a === b) return true;
  const [left, right] = [a?.endpoints ?? [], b?.endpoints ?? []];
  if (left.length !== right.length) return false;
  const known = new Map(left.map((one) => [one.source, one]));
  return right.every(({ source, ready, total, perCluster }) => {
    const one = known.get(source);
    return one?.ready === ready && one.total === total && one.perCluster === perCluster;
  });
}

function backingOf(all: readonly Slice[], sourceOf: (slice: Slice) => string): Backing {
  const bySource = new Map<string, Slice[]>();
  for (const slice of all) {
    const source = sourceOf(slice);
    const own = bySource.get(source);
    if (own) own.push(slice);
    else bySource.set(source, [slice]);
  }
  const endpoints = [...bySource].slice(0, MAX_SOURCES).map(([source, slices]) => ({ source, ...countOf(slices) }));
  return { endpoints, leftOut: Math.max(0, bySource.size - MAX_SOURCES), slices: all };
}

/** Endpoints of one source. A pod with addresses of both families stands in a slice of each: the family with more of them counts. */
function countOf(slices: readonly Slice[]): Omit<ServiceEndpoints, 'source'> {
  const perCluster = slices.every((slice) => slice.perCluster);
  const [first] = slices;
  if (slices.length === 1 && first) return { ready: first.ready, total: first.total, perCluster };
  const families = new Map<string, { ready: number; total: number }>();
  for (const { family, ready, total } of slices) {
    const sum = families.get(family) ?? { ready: 0, total: 0 };
    families.set(family, { ready: sum.ready + ready, total: sum.total + total });
  }
  const [most = { ready: 0, total: 0 }] = [...families.values()].sort((x, y) => y.total - x.total || y.ready - x.ready);
  return { ...most, perCluster };
}

const sliceOf = oncePer(({ object }: CachedObject): Slice | undefined => {
  const { namespace, name, labels } = metadataOf(object);
  const source = textOf(labels[SOURCE_CLUSTER]);
  const origin = textOf(labels[LIGHTHOUSE_NAMESPACE]);
  // Copies at a broker stand in another namespace than their service.
  if (source === '' || namespace === '' || (origin !== '' && origin !== namespace)) return undefined;
  const endpoints = listOf(object.endpoints, MAX_ENDPOINTS).map(shapeOf);
  const [service, copied] = [textOf(labels[SERVICE_NAME]), textOf(labels[COPIED_FROM])];
  return {
    id: `${namespace}/${name}`,
    service: service && serviceKey({ namespace, name: service }),
    source,
    copiedFrom: copied && `${namespace}/${copied}`,
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
