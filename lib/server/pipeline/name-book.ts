import type { AskedNames } from '#lib/model/dns-answer.ts';
import type { Reading } from '#lib/model/reading.ts';
import type { Snapshot } from '#lib/model/snapshot.ts';
import type { ReadingSource } from './reading-source.ts';

/** The names of a snapshot that were asked in clusters, each source replacing its own. */
export class NameBook {
  readonly #snapshot: Pick<Snapshot, 'names'>;

  constructor(snapshot: Pick<Snapshot, 'names'>) {
    this.#snapshot = snapshot;
  }

  /** Takes what a source says; answers whether any name fares otherwise than before, whatever its age. */
  take({ id, cluster }: ReadingSource, { names }: Reading): boolean {
    const before = this.#snapshot.names.get(id);
    if (!names) return this.#snapshot.names.delete(id);
    this.#snapshot.names.set(id, { ...names, source: id, cluster });
    return !before || differs(before, names);
  }
}

function differs(a: AskedNames, b: AskedNames): boolean {
  if (a.own?.outcome !== b.own?.outcome || a.services.size !== b.services.size) return true;
  return b.services.entries().some(([key, { outcome }]) => a.services.get(key)?.outcome !== outcome);
}
