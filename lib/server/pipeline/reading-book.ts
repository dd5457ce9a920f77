import type { Reading, ReadingPart } from '#lib/model/reading.ts';
import type { Meant } from './meant.ts';
import type { ReadingSource } from './reading-source.ts';

/** What a source said last. */
export interface KnownReading {
  source: ReadingSource;
  reading: Reading;
  meant: Meant;
}

const OVER: ReadingPart = { statements: [], probes: [] };
const NONE: ReadonlyMap<string, ReadingPart> = new Map();

/** The last reading of every source: which of its parts were taken, and which must be taken anew because names changed. */
export class ReadingBook {
  readonly #known = new Map<string, KnownReading>();
  /** Sources whose names may mean others than when they were read. */
  readonly #misread = new Set<string>();
  /** Parts that were taken, by source and key. */
  readonly #taken = new Map<string, Map<string, ReadingPart>>();

  keep(source: ReadingSource, reading: Reading): KnownReading {
    const { meant } = this.#known.get(source.id) ?? { meant: new Map() };
    const known = { source, reading, meant };
    this.#known.set(source.id, known);
    return known;
  }

  drop(source: ReadingSource): void {
    this.#known.delete(source.id);
    this.#misread.delete(source.id);
    this.#taken.delete(source.id);
  }

  /** What a source said last. */
  of(source: string): KnownReading | undefined {
    return this.#known.get(source);
  }

  ofCluster(cluster: string): KnownReading[] {
    return [...this.#known.values()].filter(({ source }) => source.cluster === cluster);
  }

  /** Names mean others now: all is to be taken anew. */
  misread(): void {
    for (const id of this.#known.keys()) this.#misread.add(id);
  }

  /** Whether something is still to be taken anew. */
  get behind(): boolean {
    return this.#misread.size > 0;
  }

  /** What is to be taken anew, one by one; whoever stops in between finds the rest the next time. */
  *takeMisread(): Generator<KnownReading> {
    for (const id of this.#misread) {
      const known = this.#known.get(id);
      if (known) yield known;
      else this.#misread.delete(id);
    }
  }

  /** The names of a reading mean whom they meant: there is nothing to be taken anew. */
  understood({ id }: ReadingSource): void {
    this.#misread.delete(id);
  }

  /** The parts of a reading that are new, changed or (as empty ones) over, by key; from here on they count as taken. */
  takeParts(source: ReadingSource, { parts = NONE }: Reading): [string, ReadingPart][] {
    const before = this.#taken.get(source.id);
    const anew = this.#misread.delete(source.id);
    if (parts.size === 0 && !before) return [];
    this.#taken.set(source.id, new Map(parts));
    const changed = [...parts].filter(([key, part]) => anew || before?.get(key) !== part);
    const over = [...(before?.keys() ?? [])].filter((key) => !parts.has(key));
    return [...changed, ...over.map((key): [string, ReadingPart] => [key, OVER])];
  }

  /** A part speaks of somebody who can't be told yet: it is tried again with the next reading. */
  retry(source: ReadingSource, key: string): void {
    this.#taken.get(source.id)?.set(key, OVER);
  }
}
