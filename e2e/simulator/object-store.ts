import { hash32 } from './chance.ts';
import type { Cluster } from './fleet.ts';
import type { KubeObject } from './kube-object.ts';
import { qualified, type Resource } from './objects.ts';
import type { World } from './world.ts';

/** One change; `before` is what stood there, for watches with a label selector. */
export type StoreEvent = {
  revision: number;
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  object: KubeObject;
  before: KubeObject | null;
};
type Shelf = Refreshed & {
  objects: Map<string, { version: string; object: KubeObject }>;
  log: StoreEvent[];
  /** watches can resume from this revision or later; older ones get 410 */
  floor: number;
};

/** When a kind was brought up to date last, and how many changes of the world were known then. */
export type Refreshed = { refreshedAt: number; changesSeen: number };

/** How long a change of the world goes on to have effects of its own: a takeover, a node's Ready. */
const SETTLES_WITHIN_MS = 90_000;

/** Whether a kind of which it is known how it was may be another by now. */
export function mayHaveChanged(world: World, { everyMs }: Resource, known: Refreshed, at: number): boolean {
  if (at < known.refreshedAt || known.changesSeen !== world.changedAt.length) return true;
  if (everyMs > 0 && at - known.refreshedAt >= Math.min(3000, everyMs / 25)) return true;
  // scenario steps of the future are in changedAt from the start: what counts is whether one lies between
  return world.changedAt.some((changed) => changed <= at && changed + SETTLES_WITHIN_MS > known.refreshedAt);
}

/**
 * One cluster's etcd: gives objects resource versions and keeps a short log of changes. Nothing is made for a kind until somebody asks,
 * and then only what changed.
 */
export class ObjectStore {
  readonly #world: World;
  readonly #cluster: Cluster;
  readonly #shelves = new Map<Resource, Shelf>();
  readonly #logLength: number;
  revision: number;

  constructor(world: World, cluster: Cluster) {
    this.#world = world;
    this.#cluster = cluster;
    this.revision = 100_000 + (hash32(world.fleet.seed, 'revision', cluster.id) % 900_000);
    // a Gateway of 255 clusters is a quarter of a megabyte: keep fewer of them
    this.#logLength = Math.max(8, Math.floor(1500 / world.fleet.clusters.length));
  }

  /** Brings one kind up to date; true when something changed. */
  refresh(resource: Resource, at: number): boolean {
    const known = this.#shelves.get(resource);
    if (known && !mayHaveChanged(this.#world, resource, known, at)) return false;
    const shelf: Shelf = known ?? { objects: new Map(), log: [], floor: 0, refreshedAt: 0, changesSeen: 0 };
    this.#shelves.set(resource, shelf);
    const before = this.revision;
    const present = new Set<string>();
    for (const entry of resource.entries(this.#world, this.#cluster, at)) {
      const key = `${entry.namespace ?? ''}/${entry.name}`;
      present.add(key);
      const old = shelf.objects.get(key);
      if (old?.version === entry.version) continue;
      const object = this.#stamp(entry.make());
      shelf.objects.set(key, { version: entry.version, object });
      if (known) this.#record(shelf, { type: old ? 'MODIFIED' : 'ADDED', object, before: old?.object ?? null });
    }
    for (const [key, { object }] of shelf.objects) {
      if (present.has(key)) continue;
      shelf.objects.delete(key);
      this.#record(shelf, { type: 'DELETED', object: this.#stamp(object), before: object });
    }
    if (!known) shelf.floor = this.revision;
    shelf.refreshedAt = at;
    shelf.changesSeen = this.#world.changedAt.length;
    return this.revision !== before;
  }

  /** All objects of a kind, sorted as etcd sorts them. */
  list(resource: Resource, at: number): KubeObject[] {
    this.refresh(resource, at);
    const objects = [...(this.#shelves.get(resource)?.objects ?? [])];
    return objects.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, { object }]) => object);
  }

  /** Changes of a kind after a revision, or null when the log doesn't reach that far back. */
  since(resource: Resource, revision: number): StoreEvent[] | null {
    const shelf = this.#shelves.get(resource);
    if (!shelf || revision < shelf.floor) return null;
    const start = shelf.log.findIndex((event) => event.revision > revision);
    return start < 0 ? [] : shelf.log.slice(start);
  }

  /** Forgets the log of a kind, as etcd's compaction does: older watches get 410. */
  compact(plural: string): void {
    for (const [resource, shelf] of this.#shelves) {
      if (qualified(resource) !== plural) continue;
      shelf.log = [];
      shelf.floor = ++this.revision;
    }
  }

  #stamp(object: KubeObject): KubeObject {
    return { ...object, metadata: { ...object.metadata, resourceVersion: String(++this.revision) } };
  }

  #record(shelf: Shelf, event: Omit<StoreEvent, 'revision'>): void {
    shelf.log.push({ revision: this.revision, ...event });
    if (shelf.log.length <= this.#logLength) return;
    shelf.floor = shelf.log.shift()?.revision ?? shelf.floor;
  }
}
