import 'server-only';
import type { View, WatchedResource } from '#lib/collectors/collector.ts';
import type { ClusterApi } from '#lib/transport/kubernetes/cluster-api.ts';
import type { Discovery } from '#lib/transport/kubernetes/discovery.ts';
import { type Watch, watchResource } from '#lib/transport/kubernetes/watch.ts';
import { TransportError } from '#lib/transport/transport-error.ts';
import { ResourceCache } from './resource-cache.ts';

/** A watch that is silent for longer than bookmarks come proves nothing any more, milliseconds. */
const WATCH_PROVES_FOR_MS = 180_000;
/** How many objects that were left out are named. */
const NAMED_REFUSALS = 3;

/** Where one watched resource stands. */
export interface Watched {
  resource: WatchedResource;
  /** The version that is watched; null: none of them is served; undefined: not known yet. */
  version: string | null | undefined;
  cache: ResourceCache;
  watch: Watch | null;
  error: TransportError | null;
  nextTryAt: number | null;
  /** Objects that were left out, by name. */
  refused: Map<string, string>;
}

/** The watches of one cluster; collectors that want the same resource share one. */
export class WatchSet {
  readonly #api: ClusterApi;
  readonly #identity: () => Promise<string | null>;
  readonly #onChange: (watched: Watched, isNews: boolean) => void;
  readonly #onDefect: (thrown: unknown) => void;
  readonly #watched = new Map<string, Watched>();
  #stopped = false;

  constructor(
    api: ClusterApi,
    options: {
      identity: () => Promise<string | null>;
      onChange: (watched: Watched, isNews: boolean) => void;
      onDefect: (thrown: unknown) => void;
    },
  ) {
    this.#api = api;
    this.#identity = options.identity;
    this.#onChange = options.onChange;
    this.#onDefect = options.onDefect;
  }

  want(resources: readonly WatchedResource[]): void {
    for (const resource of resources) {
      const key = keyOf(resource);
      const known = this.#watched.get(key);
      if (known) {
        // What is nothing to one of them may be much to the other.
        const { keep, isNews } = known.resource;
        if (keep === resource.keep && isNews === resource.isNews) continue;
        known.resource = { ...known.resource, keep: undefined, isNews: undefined };
        known.cache = new ResourceCache(known.resource);
        continue;
      }
      this.#watched.set(key, {
        resource,
        version: undefined,
        cache: new ResourceCache(resource),
        watch: null,
        error: null,
        nextTryAt: null,
        refused: new Map(),
      });
    }
  }

  get(resource: WatchedResource): Watched {
    const watched = this.#watched.get(keyOf(resource));
    if (!watched) throw new Error(`nobody wanted ${resource.plural}`);
    return watched;
  }

  /** The same as one collector sees it: what it can't do without another may miss. */
  of(resource: WatchedResource): Watched {
    return { ...this.get(resource), resource };
  }

  /**
   * Starts what is served and not watched yet, ends what is served no more. A resource of which that can't be told spoils
   * itself. Answers whether all is known; throws `TransportError` when discovery fails as a whole.
   */
  async discover(discovery: Discovery): Promise<boolean> {
    await discovery.read();
    let complete = true;
    for (const watched of this.#watched.values()) {
      const { group, plural, versions } = watched.resource;
      const version = await discovery.servedVersion(group, plural, [...versions]).catch((thrown) => {
        if (thrown instanceof TransportError) return thrown;
        throw thrown;
      });
      if (this.#stopped) return true;
      if (version instanceof TransportError) {
        complete = false;
        // A watch that goes on says more than discovery.
        if (watched.watch) continue;
        watched.version = undefined;
        watched.error = version;
        this.#onChange(watched, true);
        continue;
      }
      if (version === watched.version) continue;
      watched.watch?.stop();
      watched.watch = null;
      watched.version = version;
      watched.cache = new ResourceCache(watched.resource);
      watched.error = null;
      if (version !== null) this.#start(watched, version);
      this.#onChange(watched, true);
    }
    return complete;
  }

  /** The server is back: what failed is tried again now, not at the end of its pause. */
  hurry(): void {
    for (const { error, watch } of this.#watched.values()) if (error) watch?.relist();
  }

  stop(): void {
    this.#stopped = true;
    for (const watched of this.#watched.values()) watched.watch?.stop();
  }

  #start(watched: Watched, version: string): void {
    const { group, plural, namespace, labelSelector, fieldSelector } = watched.resource;
    const { clock } = this.#api;
    const { cache } = watched;
    const changed = (isNews: boolean) => {
      const again = watched.error !== null;
      watched.error = null;
      watched.nextTryAt = null;
      this.#onChange(watched, isNews || again);
    };
    watched.watch = watchResource(
      this.#api,
      { group, version, plural, namespace, labelSelector, fieldSelector },
      {
        identity: this.#identity,
        onDefect: this.#onDefect,
        replaced: (objects) => {
          watched.refused.clear();
          cache.replace(objects, clock.now());
          changed(true);
        },
        upserted: (object) => {
          changed(cache.upsert(object, clock.now()));
        },
        deleted: (object) => {
          cache.delete(object);
          changed(true);
        },
        skipped: (refused) => {
          if (watched.refused.size < 100)
            watched.refused.set(`${refused.namespace}/${refused.name}`, refused.error.message);
          this.#onChange(watched, true);
        },
        failed: (error, nextTryAt) => {
          watched.error = error;
          watched.nextTryAt = nextTryAt;
          this.#onChange(watched, true);
        },
      },
    );
    watched.watch.start();
  }
}

function keyOf(resource: WatchedResource): string {
  const { group, plural, namespace, labelSelector = '', fieldSelector = '' } = resource;
  return [group, plural, namespace ?? '', labelSelector, fieldSelector].join(' ');
}

/** The last instant at which a watched resource was proven current; `beatAt` is the last answered heartbeat. */
function provenAt(watched: Watched, beatAt: number, now: number): number {
  const state = watched.watch?.state();
  if (!state || state.aliveAt === null) return 0;
  const alive = state.connected && now - state.aliveAt < WATCH_PROVES_FOR_MS;
  return alive ? Math.max(state.aliveAt, beatAt) : state.aliveAt;
}

/** The view of one collector on the caches: what it declared, no more. */
export function viewOf(
  set: WatchSet,
  resources: readonly WatchedResource[],
  heartbeat: View['heartbeat'],
  now: number,
): View {
  const byKey = new Map(resources.map((resource) => [resource.key, set.of(resource)]));
  const of = (key: string): Watched => {
    const watched = byKey.get(key);
    if (!watched) throw new Error(`the collector reads "${key}" and did not declare it`);
    return watched;
  };
  // An optional resource that can't be read is a note of its source; it does not make everything else old.
  const served = [...byKey.values()].filter(
    (watched) => watched.version && watched.cache.listed && (watched.resource.required || !watched.error),
  );
  const beatAt = heartbeat?.at ?? 0;
  return {
    objects: (key) => of(key).cache.objects(),
    listed: (key) => of(key).cache.listed,
    leftOut: (key) => of(key).cache.leftOut,
    provenAt: served.length > 0 ? Math.min(...served.map((watched) => provenAt(watched, beatAt, now))) : beatAt,
    heartbeat,
  };
}

/** Remarks about objects that were left out of a resource. */
export function refusalNotes(watched: Watched): string[] {
  const notes = [...watched.refused]
    .slice(0, NAMED_REFUSALS)
    .map(([name, message]) => `${watched.resource.plural} ${name}: left out: ${message}`);
  const more = watched.refused.size - notes.length;
  if (more > 0) notes.push(`${watched.resource.plural}: ${more} more objects left out`);
  if (watched.cache.leftOut > 0)
    notes.push(`${watched.resource.plural}: ${watched.cache.leftOut} objects beyond the limit left out`);
  return notes;
}
