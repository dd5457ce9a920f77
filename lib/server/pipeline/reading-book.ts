import type { Reading, ReadingPart } from '#lib/model/reading.ts';
import type { ReadingSource } from './reading-source.ts';

/** What a source said last. */
export interface KnownReading {
  source: ReadingSource;
  reading: Reading;
}

/** Most statements that are resolved anew in one go after names changed, and then the reading at hand. */
const MOST_RESOLVED = 1000;
const OVER: ReadingPart = { statements: [], probes: [] };
const NONE: ReadonlyMap<string, ReadingPart> = new Map();

/** The last reading of every source: which of its parts were taken, and which must be taken anew because names changed. */
export class ReadingBook {
  readonly #known = new Map<string, KnownReading>();
  /** Sources whose names may mean others than when they were read. */
  readonly #misread = new Set<string>();
  /** Parts that were taken, by source and key. */
  readonly #taken = new Map<string, Map<string, ReadingPart>>();

  keep(source: ReadingSource, reading: Reading): void {
    this.#known.set(source.id, { source, reading });
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

  /** Some of what is to be taken anew; the rest has its turn the next time. */
  takeMisread(): KnownReading[] {
    const due: KnownReading[] = [];
    let statements = 0;
    for (const id of this.#misread) {
      if (statements > MOST_RESOLVED) break;
      const known = this.#known.get(id);
      if (!known) continue;
      due.push(known);
      statements += sizeOf(known.reading);
    }
    return due;
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

function sizeOf({ statements, parts = NONE }: Reading): number {
  return parts.values().reduce((sum, part) => sum + part.statements.length, statements.length);
}
