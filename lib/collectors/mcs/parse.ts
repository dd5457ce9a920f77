import { emptyReading, type Reading, type ReadingPart } from '#lib/model/reading.ts';
import type { ServiceReport } from '#lib/model/service.ts';
import type { CachedObject, CollectorInput, View } from '../collector.ts';
import { exportsOf, SETTLE_MS, tellExport } from './exports.ts';
import { importsOf } from './imports.ts';
import type { Ingredients, Memory, ServiceMemory } from './memory.ts';
import { metadataOf } from './shape.ts';
import { backingsOf, MAX_SLICES, sameEndpoints } from './slices.ts';

/** Most services that are told of one cluster; the rest is counted. */
export const MAX_SERVICES = 4000;
/** More namespaces than this are not told: a part of them would call the others missing. */
const MAX_NAMESPACES = 10_000;
/** What a cache says counts while it was proven current within this time, milliseconds. */
const PROOF_FRESH_MS = 15_000;
/** How many things that were left out are named. */
const NAMED = 3;

/** Turns the MCS objects of one cluster into what it says of each multi-cluster service. Pure. */
export function parse({ view, memory, now }: CollectorInput<unknown, Memory>): { reading: Reading; memory: Memory } {
  const exports = exportsOf(view.objects('serviceexports'));
  const { imports, ownPorts, namedBy } = importsOf(view.objects('serviceimports'));
  const backings = view.listed('endpointslices') ? backingsOf(view.objects('endpointslices'), memory.backings) : null;
  let wakeAt = backings?.behind ? now : null;
  const due = (at: number): boolean => {
    if (now >= at) return true;
    if (wakeAt === null || at < wakeAt) wakeAt = at;
    return false;
  };

  // An import that is gone for a moment is still there: agents that start anew write it again.
  const lately = [...memory.services].filter(([key, { made, goneAt }]) => {
    return made.import && !imports.has(key) && !due((goneAt ?? now) + SETTLE_MS);
  });
  const keys = [...new Set([...exports.keys(), ...imports.keys(), ...lately.map(([key]) => key)])].sort();
  const leftOut = Math.max(0, keys.length - MAX_SERVICES);
  const services: Memory['services'] = new Map();
  const parts = new Map<string, ReadingPart>();
  for (const key of keys.slice(0, MAX_SERVICES)) {
    const before = memory.services.get(key);
    const object = exports.get(key);
    const found = imports.get(key);
    const goneAt = found || !before?.made.import ? null : (before.goneAt ?? now);
    const made: Ingredients = {
      export: object && tellExport(object, before?.made.export, now, due),
      import: found ?? (goneAt !== null && now < goneAt + SETTLE_MS ? before?.made.import : undefined),
      backing: backings?.services?.get(key),
      ports: ownPorts.get(key),
    };
    const kept = before && sameEndpoints(before.made.backing, made.backing);
    const endpointsChangedAt = kept ? before.endpointsChangedAt : now;
    const part = before && isSame(before.made, made) ? before.part : partOf(key, made, endpointsChangedAt);
    services.set(key, { made, part, endpointsChangedAt, goneAt });
    parts.set(`service/${key}`, part);
  }
  const namespaces = namespacesOf(view, memory);
  if (namespaces) parts.set('namespaces', namespaces.part);

  const { provenAt } = view;
  const listed = {
    exports: view.listed('serviceexports'),
    imports: view.listed('serviceimports'),
    endpoints: backings?.services != null,
  };
  const reading: Reading = {
    ...emptyReading(),
    parts,
    services: { observedAt: provenAt, freshForMs: PROOF_FRESH_MS, listed, leftOut, ...(namedBy ? { namedBy } : {}) },
    facts: {
      attributes:
        exports.size + imports.size > 0
          ? [{ label: 'Multi-cluster services', ...counted(exports.size, imports.size) }]
          : [],
    },
    notes: notesOf(view, services, leftOut),
    wakeAt,
  };
  return { reading, memory: { services, namespaces, backings } };
}

function counted(exported: number, imported: number): { value: string; note: string } {
  return { value: `${imported} imported`, note: `${exported} exported` };
}

function isSame(a: Ingredients, b: Ingredients): boolean {
  return a.export?.told === b.export?.told && a.import === b.import && a.backing === b.backing && a.ports === b.ports;
}

function partOf(key: string, made: Ingredients, endpointsChangedAt: number): ReadingPart {
  const [namespace = '', name = ''] = key.split('/');
  const service: ServiceReport = {
    namespace,
    name,
    export: made.export ? { ...made.export.told, ports: made.ports?.length ? made.ports : null } : null,
    import: made.import?.import ?? null,
    endpoints: made.backing?.endpoints ?? [],
    endpointsChangedAt,
    sourcesLeftOut: made.backing?.leftOut ?? 0,
    mirrored: made.import?.mirrored ?? null,
  };
  return { statements: [], probes: [], service };
}

function namespacesOf(view: View, memory: Memory): Memory['namespaces'] {
  if (!view.listed('namespaces')) return null;
  const cached: readonly CachedObject[] = view.objects('namespaces');
  if (cached.length > MAX_NAMESPACES) return null;
  if (memory.namespaces?.cached === cached) return memory.namespaces;
  const namespaces = cached.map(({ object }) => metadataOf(object).name).filter((name) => name !== '');
  return { cached, part: { statements: [], probes: [], namespaces } };
}

/** What was left out, by name. */
function notesOf(view: View, services: ReadonlyMap<string, ServiceMemory>, leftOut: number): string[] {
  const cut = [...services].flatMap(
    ([
      key,
      {
        part: { service },
      },
    ]) => {
      const clusters = service?.import?.clustersLeftOut ?? 0;
      const sources = service?.sourcesLeftOut ?? 0;
      return clusters + sources > 0
        ? [`service ${key}: ${clusters} clusters of its import and ${sources} sources of its endpoints left out`]
        : [];
    },
  );
  const slices = view.objects('endpointslices').length;
  return [
    ...cut.slice(0, NAMED),
    ...(cut.length > NAMED ? [`${cut.length - NAMED} more services name too many clusters`] : []),
    ...(leftOut > 0
      ? [`${leftOut} services beyond the limit of ${MAX_SERVICES} left out: of those nothing is known`]
      : []),
    ...(slices > MAX_SLICES
      ? [`endpoints of services are not counted: more than ${MAX_SLICES} EndpointSlices of a cluster set`]
      : []),
  ];
}
