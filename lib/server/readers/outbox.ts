import type { Clock } from '#lib/model/clock.ts';
import type { Reading, ReadingPart } from '#lib/model/reading.ts';
import type { Source } from '#lib/model/source.ts';
import type { Reach } from '../pipeline/cluster-register.ts';
import type { ReadingSource } from '../pipeline/reading-source.ts';
import { type Renewal, renew, renewalOf } from '../pipeline/renewal.ts';
import type { Batch, SentReading, SentRenewal } from './message.ts';
import type { ReaderSink } from './readers.ts';

/** News are gathered for this long, milliseconds. */
const GATHER_MS = 20;
/** So many batches may be under way: while one is taken the next one is made. */
const UNDER_WAY = 2;
/** About so many statements make a batch: taking one must not hold its reader up. */
const STATEMENTS_A_BATCH = 3000;
/** A renewed statement costs so much less than a whole one. */
const RENEWED_SHARE = 0.1;
/** Facts of which nothing else changed are told this often, milliseconds. */
const FACTS_EVERY_MS = 30_000;

/** What the other side has of a source. */
interface Sent {
  reading: Reading;
  parts: ReadonlyMap<string, ReadingPart>;
  factsAt: number;
}
/** A reading that was not sent yet, by its source. */
type Waiting = [source: string, { source: ReadingSource; reading: Reading }];
const NO_PARTS: ReadonlyMap<string, ReadingPart> = new Map();

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
  readonly #readings = new Map<string, Waiting[1]>();
  readonly #sent = new Map<string, Sent>();
  #underWay = 0;
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
    this.#underWay -= 1;
    this.#soon();
  }

  #soon(): void {
    if (this.#due || this.#underWay >= UNDER_WAY || this.#isEmpty) return;
    this.#due = true;
    this.#clock.after(GATHER_MS, () => this.#send());
  }

  get #isEmpty(): boolean {
    return this.#reaches.size + this.#sources.size + this.#readings.size + this.#defects.length === 0;
  }

  #send(): void {
    this.#due = false;
    this.#underWay += 1;
    const readings = this.#takeReadings();
    // A source that answered is told with what it answered, not before: whoever it names would be taken for a stranger.
    const [told, kept] = partition(this.#sources, (id) => !this.#readings.has(id));
    const batch = { reaches: [...this.#reaches], sources: [...told.values()], readings, defects: this.#defects };
    this.#reaches = new Map();
    this.#sources = kept;
    this.#defects = [];
    this.#post(batch);
  }

  /** Whoever is known stays fresh while others are told for the first time: those have half of a batch, and one of them in any case. */
  #takeReadings(): (SentReading | SentRenewal)[] {
    const [known, first] = partition(this.#readings, (id) => this.#sent.has(id));
    const taken: (SentReading | SentRenewal)[] = [];
    let size = 0;
    const take = ([id, { source, reading }]: Waiting) => {
      this.#readings.delete(id);
      const renewal = this.#renewalOf(source, reading);
      const sent = renewal ? { source, renewal } : this.#wholeOf(source, reading);
      size += sizeOf(sent);
      taken.push(sent);
    };
    const takeUntil = (some: Map<string, Waiting[1]>, full: number) => {
      for (const each of some) {
        if (size >= full) break;
        some.delete(each[0]);
        take(each);
      }
    };
    takeUntil(first, STATEMENTS_A_BATCH / 2);
    takeUntil(known, STATEMENTS_A_BATCH);
    takeUntil(first, STATEMENTS_A_BATCH);
    return taken;
  }

  /** Null where the reading is to be sent as it is. */
  #renewalOf({ id }: ReadingSource, reading: Reading): Renewal | null {
    const before = this.#sent.get(id);
    if (!before || !sameParts(before.parts, reading.parts)) return null;
    const now = this.#clock.now();
    const withFacts = now - before.factsAt >= FACTS_EVERY_MS;
    const renewal = renewalOf(before.reading, reading, withFacts);
    if (!renewal) return null;
    if (withFacts) before.factsAt = now;
    renew(before.reading, { ...renewal, observedAt: NOTHING, freshForMs: NOTHING, tunnelsObservedAt: NOTHING });
    return renewal;
  }

  #wholeOf(source: ReadingSource, whole: Reading): SentReading {
    const { parts, ...reading } = whole;
    const before = this.#sent.get(source.id)?.parts;
    // Statements are copied: those of the collector are its own, and may be the same objects the next time.
    const kept = { ...whole, statements: whole.statements.map((one) => ({ ...one })) };
    this.#sent.set(source.id, { reading: kept, parts: parts ?? NO_PARTS, factsAt: this.#clock.now() });
    if (!parts) return { source, reading, parts: null };
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

/** About how many statements the other side has to take. */
function sizeOf(sent: SentReading | SentRenewal): number {
  if ('renewal' in sent) return 1 + sent.renewal.observedAt.length * RENEWED_SHARE + sent.renewal.facts.length;
  const parts = sent.parts?.set ?? [];
  const { statements, tables = [] } = sent.reading;
  return parts.reduce((sum, [, part]) => sum + part.statements.length, 1 + statements.length + tables.length);
}

/** Those for which it holds, and the others. */
function partition<Value>(all: Map<string, Value>, holds: (key: string) => boolean): [typeof all, typeof all] {
  return [new Map([...all].filter(([key]) => holds(key))), new Map([...all].filter(([key]) => !holds(key)))];
}

const NOTHING = new Float64Array();

function sameParts(before: ReadonlyMap<string, ReadingPart>, parts = NO_PARTS): boolean {
  if (before.size !== parts.size) return false;
  for (const [key, part] of parts) if (before.get(key) !== part) return false;
  return true;
}
