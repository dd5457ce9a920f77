import type { CachedObject, WatchedResource } from '#lib/collectors/collector.ts';

/** Most objects that are kept of one resource of one cluster; more are counted and left out. */
export const MAX_OBJECTS = 20_000;
/** Most of those that are counted one by one. */
const MAX_LEFT_OUT = 200_000;

/** The objects of one watched resource of one cluster, with the instants of our receipt. */
export class ResourceCache {
  readonly #keep: WatchedResource['keep'];
  readonly #isNews: WatchedResource['isNews'];
  #objects = new Map<string, CachedObject>();
  #sorted: readonly CachedObject[] | undefined;
  #listed = false;
  /** Objects beyond the limit, by key: each counts once, however often it changes. */
  #leftOut = new Set<string>();

  constructor({ keep, isNews }: Pick<WatchedResource, 'keep' | 'isNews'>) {
    this.#keep = keep;
    this.#isNews = isNews;
  }

  /** Whether a complete list has ever arrived. */
  get listed(): boolean {
    return this.#listed;
  }

  /** How many objects are there beyond the limit. */
  get leftOut(): number {
    return this.#leftOut.size;
  }

  /** A complete list: what is not in it is gone. Objects known before keep their instants while they are unchanged. */
  replace(objects: readonly Record<string, unknown>[], now: number): void {
    const before = this.#objects;
    const first = !this.#listed;
    this.#objects = new Map();
    for (const object of objects.slice(0, MAX_OBJECTS)) {
      const key = keyOf(object);
      const known = before.get(key);
      const same = known && versionOf(known.object) === versionOf(object);
      this.#objects.set(
        key,
        same ? known : this.#cached(object, known, known ? known.appearedAt : first ? null : now, now),
      );
    }
    this.#leftOut = new Set(objects.slice(MAX_OBJECTS, MAX_OBJECTS + MAX_LEFT_OUT).map(keyOf));
    this.#listed = true;
    this.#sorted = undefined;
  }

  /** Takes a version of one object; answers whether it is news. */
  upsert(object: Record<string, unknown>, now: number): boolean {
    const key = keyOf(object);
    const known = this.#objects.get(key);
    const wasLeftOut = this.#leftOut.has(key);
    if (!known && this.#objects.size >= MAX_OBJECTS) {
      if (this.#leftOut.size < MAX_LEFT_OUT) this.#leftOut.add(key);
      return !wasLeftOut;
    }
    this.#leftOut.delete(key);
    // One that was left out and now finds room did not appear just now.
    const appearedAt = known ? known.appearedAt : wasLeftOut ? null : now;
    const cached = this.#cached(object, known, appearedAt, now);
    this.#objects.set(key, cached);
    this.#sorted = undefined;
    return !known || !this.#isNews || this.#isNews(cached.object, known.object);
  }

  #cached(
    object: Record<string, unknown>,
    before: CachedObject | undefined,
    appearedAt: number | null,
    changedAt: number,
  ): CachedObject {
    const kept = this.#keep ? { ...this.#keep(object, before?.object), metadata: object.metadata } : object;
    return { object: kept, appearedAt, changedAt };
  }

  delete(object: Record<string, unknown>): void {
    const key = keyOf(object);
    this.#leftOut.delete(key);
    this.#objects.delete(key);
    this.#sorted = undefined;
  }

  /** In order of namespace and name. */
  objects(): readonly CachedObject[] {
    this.#sorted ??= [...this.#objects].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, cached]) => cached);
    return this.#sorted;
  }
}

function metadataOf(object: Record<string, unknown>): Record<string, unknown> {
  const { metadata } = object;
  return metadata && typeof metadata === 'object' ? { ...metadata } : {};
}

function keyOf(object: Record<string, unknown>): string {
  const { namespace, name } = metadataOf(object);
  return `${String(namespace ?? '')}/${String(name ?? '')}`;
}

function versionOf(object: Record<string, unknown>): string {
  const { uid, resourceVersion } = metadataOf(object);
  return `${String(uid)}/${String(resourceVersion)}`;
}
