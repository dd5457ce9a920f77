import type { Clock } from '#lib/model/clock.ts';
import type { Reading, ReadingPart } from '#lib/model/reading.ts';
import type { Source } from '#lib/model/source.ts';
import type { Reach } from '../pipeline/cluster-register.ts';
import type { ReadingSource } from '../pipeline/resolve-reading.ts';
import type { Batch, SentReading } from './message.ts';
import type { ReaderSink } from './readers.ts';

/** News are gathered for this long, milliseconds. */
const GATHER_MS = 20;
/** About so many statements make a batch: taking one must not hold its reader up. */
const STATEMENTS_A_BATCH = 3000;

/**
 * Keeps what readers say until the other side has taken what it was sent before. Of two readings of one source only the newer
 * one is sent, with the measurements of both: whoever is slow hears less often, never late and never too much.
 */
export class Outbox implements ReaderSink {
  readonly #clock: Clock;
  readonly #post: (batch: Batch) => void;
  #reaches = new Map<string, Reach>();
  #sources = new Map<string, Source>();
  #defects: Batch['defects'][number][] = [];
  readonly #readings = new Map<string, { source: ReadingSource; reading: Reading }>();
  /** By source, the parts that the other side has. */
  readonly #sent = new Map<string, ReadonlyMap<string, ReadingPart>>();
  #underWay = false;
  #due = false;

  constructor(clock: Clock, post: (batch: Batch) => void) {
    this.#clock = clock;
    this.#post = post;
  }

  reach(cluster: string, reach: Reach): void {
    this.#reaches.set(cluster, reach);
    this.#soon();
  }

  source(source: Source): void {
    this.#sources.set(source.id, source);
    this.#soon();
  }

  reading(source: ReadingSource, reading: Reading): void {
    const waiting = this.#readings.get(source.id)?.reading;
    const measurements = waiting ? [...waiting.measurements, ...reading.measurements] : reading.measurements;
    this.#readings.set(source.id, { source, reading: { ...reading, measurements } });
    this.#soon();
  }

  defect(where: string, thrown: unknown): void {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    this.#defects.push({ where, message: error.message, stack: error.stack ?? '' });
    this.#soon();
  }

  /** The last batch was taken. */
  taken(): void {
    this.#underWay = false;
    this.#soon();
  }

  #soon(): void {
    if (this.#due || this.#underWay || this.#isEmpty) return;
    this.#due = true;
    this.#clock.after(GATHER_MS, () => this.#send());
  }

  get #isEmpty(): boolean {
    return this.#reaches.size + this.#sources.size + this.#readings.size + this.#defects.length === 0;
  }

  #send(): void {
    this.#due = false;
    this.#underWay = true;
    const batch = {
      reaches: [...this.#reaches],
      sources: [...this.#sources.values()],
      readings: this.#takeReadings(),
      defects: this.#defects,
    };
    this.#reaches = new Map();
    this.#sources = new Map();
    this.#defects = [];
    this.#post(batch);
  }

  #takeReadings(): SentReading[] {
    const taken: SentReading[] = [];
    let statements = 0;
    for (const [id, { source, reading }] of this.#readings) {
      if (statements >= STATEMENTS_A_BATCH) break;
      this.#readings.delete(id);
      const sent = this.#sentOf(source, reading);
      statements += 1 + sent.reading.statements.length;
      for (const [, part] of sent.parts?.set ?? []) statements += part.statements.length;
      taken.push(sent);
    }
    return taken;
  }

  #sentOf(source: ReadingSource, { parts, ...reading }: Reading): SentReading {
    const before = this.#sent.get(source.id);
    if (!parts) {
      this.#sent.delete(source.id);
      return { source, reading, parts: null };
    }
    this.#sent.set(source.id, parts);
    return {
      source,
      reading,
      parts: {
        set: [...parts].filter(([key, part]) => before?.get(key) !== part),
        gone: [...(before?.keys() ?? [])].filter((key) => !parts.has(key)),
      },
    };
  }
}
