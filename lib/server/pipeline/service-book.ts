import type { Reading, ReadingPart } from '#lib/model/reading.ts';
import { type ClusterServices, type ServiceReport, serviceKey } from '#lib/model/service.ts';
import type { Snapshot } from '#lib/model/snapshot.ts';
import { NameBook } from './name-book.ts';
import type { ReadingSource } from './reading-source.ts';

interface Kept {
  services: Map<string, ServiceReport>;
  /** By the part that said it. */
  byPart: Map<string, string>;
  namespaces: ReadonlySet<string> | null;
}

/** The multi-cluster services of a snapshot and what DNS makes of their names, each source replacing its own, part by part. */
export class ServiceBook {
  readonly #snapshot: Pick<Snapshot, 'services'>;
  readonly #names: NameBook;
  readonly #kept = new Map<string, Kept>();

  constructor(snapshot: Pick<Snapshot, 'services' | 'names'>) {
    this.#snapshot = snapshot;
    this.#names = new NameBook(snapshot);
  }

  /** Takes what a source says and the parts of it that changed; answers whether anything but its age did. */
  take(source: ReadingSource, reading: Reading, parts: readonly [string, ReadingPart][]): boolean {
    const named = this.#names.take(source, reading);
    return this.#takeServices(source, reading, parts) || named;
  }

  #takeServices(source: ReadingSource, { services: scope }: Reading, parts: readonly [string, ReadingPart][]): boolean {
    const before = this.#snapshot.services.get(source.id);
    if (!scope) {
      this.#kept.delete(source.id);
      return this.#snapshot.services.delete(source.id);
    }
    const kept = this.#kept.get(source.id) ?? { services: new Map(), byPart: new Map(), namespaces: null };
    this.#kept.set(source.id, kept);
    const known = kept.services;
    const changed = parts.filter(([key, part]) => replacePart(kept, known, key, part)).length > 0;
    const { services, namespaces } = kept;
    const { id, cluster } = source;
    this.#snapshot.services.set(id, { ...scope, source: id, cluster, namespaces, services });
    return changed || !before || scopeDiffers(before, scope);
  }
}

/** Answers whether the part says anything of services, or did. */
function replacePart(kept: Kept, known: Kept['services'], part: string, { service, namespaces }: ReadingPart): boolean {
  const before = kept.byPart.get(part);
  // Names of clusters changed, and everything is taken anew: of services nothing is new.
  if (service && before !== undefined && kept.services.get(before) === service) return false;
  // Whoever holds the map that was told must not see it change.
  if (kept.services === known && (before !== undefined || service)) kept.services = new Map(known);
  if (before !== undefined) {
    kept.services.delete(before);
    kept.byPart.delete(part);
  }
  if (namespaces) kept.namespaces = new Set(namespaces);
  if (!service) return before !== undefined || namespaces !== undefined;
  const key = serviceKey(service);
  kept.services.set(key, service);
  kept.byPart.set(part, key);
  return true;
}

function scopeDiffers(
  a: Pick<ClusterServices, 'listed' | 'leftOut' | 'namedBy'>,
  b: NonNullable<Reading['services']>,
): boolean {
  return (
    a.leftOut !== b.leftOut ||
    a.namedBy !== b.namedBy ||
    a.listed.exports !== b.listed.exports ||
    a.listed.imports !== b.listed.imports ||
    a.listed.endpoints !== b.listed.endpoints
  );
}
