import { z } from 'zod';
import { oncePer } from '#lib/model/once-per.ts';
import type { Reading, ReadingPart } from '#lib/model/reading.ts';
import type { ServicePort, Spread } from '#lib/model/service.ts';
import { plain } from '#lib/model/words.ts';
import type { CachedObject, View } from '../collector.ts';

const Texts = z.record(z.string(), z.unknown()).catch({});
const Metadata = z.object({
  name: z.string(),
  namespace: z.string().catch(''),
  annotations: Texts.default({}),
  ownerReferences: z.array(z.object({ kind: z.string().catch('') }).catch({ kind: '' })).catch([]),
});
const Port = z.object({
  name: z.string().catch(''),
  protocol: z.string().catch('TCP'),
  port: z.number().int().min(0).max(65_535),
});
const Service = z.object({
  metadata: Metadata,
  spec: z.object({ ports: z.array(z.unknown()).catch([]) }).catch({ ports: [] }),
});
const Named = z.object({ metadata: Metadata });

/** Most that are told of one cluster; the rest is counted. */
export const MAX_SERVICES = 4000;
const MAX_PORTS = 32;
/** What a cache says counts while it was proven current within this time, milliseconds. */
const PROOF_FRESH_MS = 15_000;

type Own = Omit<Spread, 'apart'> & { namespace: string; name: string };

/** Names of annotations, the newer first: it wins where both are set. */
const GLOBAL = ['service.cilium.io/global', 'io.cilium/global-service'];
const SHARED = ['service.cilium.io/shared', 'io.cilium/shared-service'];
const AFFINITY = ['service.cilium.io/affinity', 'io.cilium/service-affinity'];
const NAMESPACE_GLOBAL = 'clustermesh.cilium.io/global';

const readService = oncePer(({ object, appearedAt }: CachedObject): Own | null => {
  const found = Service.safeParse(object).data;
  if (!found) return null;
  const { name, namespace, annotations, ownerReferences } = found.metadata;
  const read = (names: readonly string[]) => names.map((one) => annotations[one]).find((one) => one !== undefined);
  if (!isTrue(read(GLOBAL))) return null;
  // Made by the operator for an import of the MCS API, which speaks for itself.
  if (ownerReferences.some(({ kind }) => kind === 'ServiceImport')) return null;
  const shared = read(SHARED);
  return {
    namespace: plain(namespace, 63),
    name: plain(name, 63),
    affinity: affinityOf(read(AFFINITY)),
    shared: shared === undefined || isTrue(shared),
    ports: portsOf(found.spec.ports),
    appearedAt,
  };
});

const readNamespace = oncePer(({ object }: CachedObject): { name: string; global: unknown } | null => {
  const found = Named.safeParse(object).data;
  return found ? { name: found.metadata.name, global: found.metadata.annotations[NAMESPACE_GLOBAL] } : null;
});

function isTrue(value: unknown): boolean {
  return typeof value === 'string' && value.toLowerCase() === 'true';
}

/** A word that Cilium does not know counts for it as none. */
function affinityOf(value: unknown): Spread['affinity'] {
  const text = typeof value === 'string' ? value.toLowerCase() : '';
  return text === 'local' || text === 'remote' ? text : 'none';
}

function portsOf(ports: readonly unknown[]): ServicePort[] {
  return ports
    .slice(0, MAX_PORTS)
    .flatMap((one) => Port.safeParse(one).data ?? [])
    .map(({ name, protocol, port }) => ({ name: plain(name, 63), protocol: plain(protocol, 16), port }));
}

const parts = new WeakMap<Own, { apart: boolean; part: ReadingPart }>();

function partOf(own: Own, apart: boolean): ReadingPart {
  const known = parts.get(own);
  if (known?.apart === apart) return known.part;
  const { namespace, name, ...rest } = own;
  const service = {
    namespace,
    name,
    export: null,
    import: null,
    endpoints: [],
    sourcesLeftOut: 0,
    mirrored: null,
    spread: { ...rest, apart },
  };
  const part: ReadingPart = { statements: [], probes: [], service };
  parts.set(own, { apart, part });
  return part;
}

/**
 * Services that are global, https://docs.cilium.io/en/stable/network/clustermesh/services/: a part for each. `byDefault`:
 * whether namespaces without a word of their own take part (1.20).
 */
export function globalServices(
  view: View,
  byDefault: boolean,
): { parts: ReadonlyMap<string, ReadingPart>; scope: Reading['services']; notes: string[] } {
  if (!view.listed('globalservices')) return { parts: new Map(), scope: undefined, notes: [] };
  const own = view.objects('globalservices').flatMap((cached) => readService(cached) ?? []);
  const told = new Map<string, unknown>(
    own.length === 0
      ? []
      : view.objects('namespaces').flatMap((cached) => {
          const found = readNamespace(cached);
          return found && found.global !== undefined ? [[found.name, found.global] as const] : [];
        }),
  );
  const isApart = (namespace: string) => !(told.has(namespace) ? isTrue(told.get(namespace)) : byDefault);
  const kept = own.slice(0, MAX_SERVICES);
  // Any of those that did not fit in may be global.
  const unread = view.leftOut?.('globalservices') ?? 0;
  const beyond = own.length - kept.length;
  const listed = { exports: true, imports: true, endpoints: false };
  return {
    parts: new Map(
      kept.map((one) => [`global/${one.namespace}/${one.name}`, partOf(one, isApart(one.namespace))] as const),
    ),
    scope: { observedAt: view.provenAt, freshForMs: PROOF_FRESH_MS, listed, leftOut: beyond + unread, spread: true },
    notes: beyond > 0 ? [`${beyond} global services beyond the limit of ${MAX_SERVICES} left out`] : [],
  };
}
