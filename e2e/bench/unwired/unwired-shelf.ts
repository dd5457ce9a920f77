import type { Cluster } from '#e2e/simulator/fleet.ts';
import type { KubeObject } from '#e2e/simulator/kube-object.ts';
import { mayHaveChanged, type Refreshed } from '#e2e/simulator/object-store.ts';
import type { Resource } from '#e2e/simulator/objects.ts';
import { selection } from '#e2e/simulator/selection.ts';
import type { World } from '#e2e/simulator/world.ts';
import type { WatchedResource } from '#lib/collectors/collector.ts';
import { ResourceCache } from '#lib/server/reading/resource-cache.ts';

/** One watched resource of one simulated cluster. Objects go straight into the cache: nobody else keeps any. */
export class UnwiredShelf {
  readonly cache: ResourceCache;
  readonly #world: World;
  readonly #cluster: Cluster;
  readonly #resource: Resource | null;
  readonly #selects: (object: KubeObject) => boolean;
  readonly #versions = new Map<string, string>();
  #known: Refreshed | null = null;

  constructor(world: World, cluster: Cluster, resource: Resource | null, wanted: WatchedResource) {
    this.cache = new ResourceCache(wanted);
    this.#world = world;
    this.#cluster = cluster;
    this.#resource = resource;
    const query = new URLSearchParams();
    if (wanted.labelSelector) query.set('labelSelector', wanted.labelSelector);
    if (wanted.fieldSelector) query.set('fieldSelector', wanted.fieldSelector);
    const selects = selection(query, wanted.namespace, null);
    if (typeof selects === 'string') throw new Error(selects);
    this.#selects = selects;
  }

  /** Brings the cache up to date; answers what changed: news, or that things go on as they were. */
  refresh(now: number): 'news' | 'repeated' | null {
    const resource = this.#resource;
    if (!resource || (this.#known && !mayHaveChanged(this.#world, resource, this.#known, now))) return null;
    const first = this.#known === null;
    this.#known = { refreshedAt: now, changesSeen: this.#world.changedAt.length };
    const present = new Set<string>();
    const changed: Record<string, unknown>[] = [];
    for (const entry of resource.entries(this.#world, this.#cluster, now)) {
      const key = `${entry.namespace ?? ''}/${entry.name}`;
      present.add(key);
      if (this.#versions.get(key) === entry.version) continue;
      this.#versions.set(key, entry.version);
      const object = entry.make();
      if (this.#selects(object)) changed.push(object);
    }
    const gone = [...this.#versions.keys()].filter((key) => !present.has(key));
    for (const key of gone) this.#versions.delete(key);
    if (first) {
      this.cache.replace(changed, now);
      return 'news';
    }
    let isNews = gone.length > 0;
    for (const object of changed) isNews = this.cache.upsert(object, now) || isNews;
    for (const key of gone) this.cache.delete({ metadata: { namespace: key.split('/')[0], name: key.split('/')[1] } });
    if (isNews) return 'news';
    return changed.length > 0 ? 'repeated' : null;
  }
}
