import type { CachedObject, View } from '#lib/collectors/collector.ts';
import { mcsApi } from '#lib/collectors/mcs/index.ts';
import { diagnose } from '#lib/diagnosis/diagnose.ts';
import { RULES } from '#lib/diagnosis/rules/index.ts';
import type { Finding } from '#lib/model/finding.ts';
import { linkId } from '#lib/model/identity.ts';
import { madeCluster, madeDirection, madeLink } from '#lib/model/made-links.ts';
import { type ServiceView, serviceView } from '#lib/model/service-rows.ts';
import { ServiceScene } from '#lib/model/service-scene.ts';
import { emptySnapshot } from '#lib/model/snapshot.ts';
import { ServiceBook } from '#lib/server/pipeline/service-book.ts';
import type { RecordedEvent, Recording } from './recording.ts';

const SOURCE_CLUSTER = 'multicluster.kubernetes.io/source-cluster';
const KEYS: Record<string, string> = {
  ServiceExport: 'serviceexports',
  ServiceImport: 'serviceimports',
  EndpointSlice: 'endpointslices',
};
const TICK_MS = 1000;
const ABOUT_SERVICES = RULES.filter(({ needs }) => needs.includes('services'));

/** The MCS objects of one cluster, fed from a recording. Namespaces were not recorded. */
class McsView implements View {
  provenAt = 0;
  readonly heartbeat = null;
  readonly #caches = new Map(Object.values(KEYS).map((key) => [key, new Map<string, CachedObject>()]));
  readonly #lists = new Map<string, readonly CachedObject[]>();

  apply({ kind, object, event, at }: RecordedEvent): void {
    const key = KEYS[kind];
    const cache = key && this.#caches.get(key);
    const {
      name,
      namespace = '',
      labels = {},
    } = object.metadata as { name: string; namespace?: string; labels?: object };
    if (!cache || (kind === 'EndpointSlice' && !(SOURCE_CLUSTER in labels))) return;
    const id = `${namespace}/${name}`;
    const known = cache.get(id);
    if (event === 'DELETED') cache.delete(id);
    else cache.set(id, { object, appearedAt: known ? known.appearedAt : event === 'STATE' ? null : at, changedAt: at });
    this.#lists.set(
      key,
      [...cache].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, cached]) => cached),
    );
  }

  objects(key: string): readonly CachedObject[] {
    return this.#lists.get(key) ?? NOTHING;
  }

  listed(key: string): boolean {
    return this.#caches.has(key);
  }
}

const NOTHING: readonly CachedObject[] = [];

/** What is known of every service at one instant, `s` seconds from the start. */
export interface ServiceFrame {
  s: number;
  services: Map<string, ServiceView>;
  /** What the rules about services make of it. */
  findings: ReadonlyMap<string, Finding>;
}

/** Plays the MCS objects of a recording each second and at each event; `read` are the clusters that we read, all are of one set of `system`. */
export function replayServices(
  { startAt, endAt, events }: Recording,
  all: readonly string[],
  read: readonly string[],
  system: string,
): ServiceFrame[] {
  const snapshot = emptySnapshot(startAt);
  snapshot.clusters = new Map(
    all.map((id) => [id, madeCluster(id, { systems: [system], aliases: [{ system, scope: 'set', name: id }] })]),
  );
  // All of them work: no recording of services breaks one.
  for (const a of all)
    for (const b of all)
      if (a < b) snapshot.links.set(linkId(a, b), madeLink(a, b, madeDirection, { systems: [system] }));
  const book = new ServiceBook(snapshot);
  const readers = read.map((cluster) => ({
    source: { id: `${cluster}/mcs`, cluster, system: 'mcs' },
    view: new McsView(),
    memory: mcsApi.remember(),
    taken: new Map<string, unknown>(),
  }));
  const instants = new Set(events.map(({ at }) => at));
  for (let at = startAt; at <= endAt; at += TICK_MS) instants.add(at);
  let next = 0;
  let findings: ReadonlyMap<string, Finding> = new Map();
  return [...instants]
    .filter((at) => at >= startAt)
    .sort((a, b) => a - b)
    .map((now) => {
      for (let event = events[next]; event && event.at <= now; event = events[++next])
        readers.find(({ source }) => source.cluster === event.cluster)?.view.apply(event);
      for (const reader of readers) {
        reader.view.provenAt = now;
        const asked = { settings: {}, view: reader.view, answers: [], peers: [], memory: reader.memory, now };
        const { reading, memory } = mcsApi.parse(asked);
        reader.memory = memory;
        const parts = reading.parts ?? new Map();
        const over = [...reader.taken.keys()].filter((key) => !parts.has(key));
        const changed = [...parts].filter(([key, part]) => reader.taken.get(key) !== part);
        reader.taken = new Map(parts);
        book.take(
          reader.source,
          reading,
          [...changed, ...over.map((key) => [key, { statements: [], probes: [] }] as const)].map(([key, part]) => [
            key,
            part,
          ]),
        );
      }
      const diagnosis = diagnose(snapshot, findings, now, new Map(), ABOUT_SERVICES);
      if (diagnosis.faults.length > 0) throw new Error(JSON.stringify(diagnosis.faults));
      findings = diagnosis.findings;
      const scene = new ServiceScene(snapshot, now);
      return {
        s: (now - startAt) / 1000,
        services: new Map(scene.keys().map((key) => [key, serviceView(scene, key)])),
        findings,
      };
    });
}
