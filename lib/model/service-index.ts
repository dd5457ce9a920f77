import type { ClusterServices, ServiceReport } from './service.ts';

/**
 * Which source says anything of which service. Kept as long as the sources it was made of: a source whose `services` are the
 * same map as before says the same, and of one that says otherwise only what differs is looked at.
 */
export class ServiceIndex {
  readonly #seen = new Map<string, ClusterServices['services']>();
  readonly #entries = new Map<string, Entry>();
  #keys: readonly string[] | null = null;
  #version = 0;

  /** The index of these sources as they are now. */
  static of(services: ReadonlyMap<string, ClusterServices>): ServiceIndex {
    const index = kept.get(services) ?? new ServiceIndex();
    kept.set(services, index);
    index.#update(services);
    return index;
  }

  /** How many sources it was made of. */
  get size(): number {
    return this.#seen.size;
  }

  /** In order of name. */
  get keys(): readonly string[] {
    this.#keys ??= [...this.#entries.keys()].sort();
    return this.#keys;
  }

  /** Who says anything of a service; nothing where nobody does. */
  of(key: string): Readonly<Entry> | undefined {
    return this.#entries.get(key);
  }

  #update(services: ReadonlyMap<string, ClusterServices>): void {
    for (const [id, before] of this.#seen) {
      if (services.has(id)) continue;
      for (const key of before.keys()) this.#replace(id, key, before.get(key), undefined);
      this.#seen.delete(id);
    }
    for (const [id, { services: now, spread }] of services) {
      // Services of a mesh are no exports; they have a scene of their own.
      if (spread) continue;
      const before = this.#seen.get(id);
      if (before === now) continue;
      for (const key of before?.keys() ?? []) if (!now.has(key)) this.#replace(id, key, before?.get(key), undefined);
      for (const [key, report] of now) this.#replace(id, key, before?.get(key), report);
      this.#seen.set(id, now);
    }
  }

  #replace(id: string, key: string, before: ServiceReport | undefined, now: ServiceReport | undefined): void {
    if (before === now) return;
    const entry = this.#entries.get(key) ?? { sources: new Set(), exporting: new Set(), importers: 0, version: 0 };
    if (now) entry.sources.add(id);
    else entry.sources.delete(id);
    if (now?.export) entry.exporting.add(id);
    else entry.exporting.delete(id);
    entry.importers += Number(Boolean(now?.import)) - Number(Boolean(before?.import));
    entry.version = ++this.#version;
    if (entry.sources.size > 0 === this.#entries.has(key)) return;
    this.#keys = null;
    if (entry.sources.size > 0) this.#entries.set(key, entry);
    else this.#entries.delete(key);
  }
}

interface Entry {
  /** Ids of the sources that say anything of it. */
  sources: Set<string>;
  /** Of those, the ones whose cluster exports it. */
  exporting: Set<string>;
  /** How many say that their cluster has it. */
  importers: number;
  /** Another number with every change of what is said. */
  version: number;
}

const kept = new WeakMap<ReadonlyMap<string, ClusterServices>, ServiceIndex>();
