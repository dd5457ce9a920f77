import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type {
  HistoryStats,
  HistoryStore,
  Json,
  QuantileAnswer,
  RetentionReport,
  SeriesAnswer,
  SeriesKey,
  Span,
  Tick,
  Transition,
  TransitionAnswer,
  TransitionFilter,
} from '../store.ts';
import { inTransaction, type OpenDatabase, type OpenOptions, openDatabase, translateErrors } from './database.ts';
import { Head } from './head.ts';
import { PageReader } from './page-reader.ts';
import { readQuantiles } from './quantile-reader.ts';
import { DEFAULT_LIMITS, Retention, type RetentionLimits } from './retention.ts';
import { Sealer } from './sealer.ts';
import { readSeries } from './series-reader.ts';
import { SeriesRegistry } from './series-registry.ts';
import { TransitionLog } from './transition-log.ts';

/** Ticks per transaction when many are loaded. */
const LOAD_BATCH = 360;

/** The part of the database that is also held in memory. */
interface Memory {
  readonly registry: SeriesRegistry;
  readonly head: Head;
}

/** A history in one SQLite file. Everything happens in the caller's thread; one tick of 2,000 series takes under 1 ms. */
export class SqliteHistory implements HistoryStore {
  private readonly database: OpenDatabase;
  private readonly db: DatabaseSync;
  private readonly sealer: Sealer;
  private readonly pages: PageReader;
  private readonly log: TransitionLog;
  private readonly retention: Retention;
  private memory: Memory | null = null;

  /** Opens or makes the file; see `openDatabase` for what is refused. */
  constructor(options: OpenOptions & { readonly limits?: Partial<RetentionLimits> | undefined }) {
    this.database = openDatabase(options);
    this.db = this.database.db;
    try {
      [this.sealer, this.pages, this.log, this.retention] = translateErrors(options.path, () => {
        this.loaded();
        const limits = { ...DEFAULT_LIMITS, ...options.limits };
        return [
          new Sealer(this.db),
          new PageReader(this.db),
          new TransitionLog(this.db),
          new Retention(this.db, limits),
        ];
      });
    } catch (error) {
      this.database.close();
      throw error;
    }
  }

  commit(tick: Tick): Promise<void> {
    return this.answer(() => this.write([tick]));
  }

  load(ticks: Iterable<Tick>): Promise<void> {
    return this.answer(() => {
      let batch: Tick[] = [];
      for (const tick of ticks) {
        batch.push(tick);
        if (batch.length < LOAD_BATCH) continue;
        this.write(batch);
        batch = [];
      }
      if (batch.length > 0) this.write(batch);
    });
  }

  series(query: SeriesKey & Span & { readonly points: number }): Promise<SeriesAnswer> {
    return this.answer(() => {
      const { registry, head } = this.loaded();
      const entry = registry.find(query);
      return entry ? readSeries(entry, query, head, this.pages) : { widthMs: 0, points: [] };
    });
  }

  quantiles(series: readonly SeriesKey[], span: Span, quantiles: readonly number[]): Promise<QuantileAnswer[]> {
    return this.answer(() => {
      const { registry, head } = this.loaded();
      const wanted = series.map((key) => ({ key, entry: registry.find(key) }));
      return readQuantiles(wanted, span, quantiles, head, this.pages);
    });
  }

  seriesKeys(filter: { readonly subjectPrefix?: string; readonly metric?: string } = {}): Promise<SeriesKey[]> {
    const { subjectPrefix = '', metric } = filter;
    return this.answer(() =>
      this.loaded()
        .registry.entries.map((entry) => entry.key)
        .filter((key) => key.subject.startsWith(subjectPrefix) && (metric === undefined || key.metric === metric)),
    );
  }

  stateAt(at: number, filter: TransitionFilter = {}): Promise<Transition[]> {
    return this.answer(() => this.log.stateAt(at, filter));
  }

  transitions(query: TransitionFilter & Span & { readonly limit?: number }): Promise<TransitionAnswer> {
    return this.answer(() => this.log.transitions(query));
  }

  lastCommittedAt(): Promise<number | null> {
    return this.answer(() => this.loaded().head.lastAt);
  }

  getMeta(key: string): Promise<Json | undefined> {
    return this.answer(() => {
      const row = this.db.prepare('SELECT value FROM meta WHERE key = ?').get(key);
      return row === undefined ? undefined : JSON.parse(String(row.value));
    });
  }

  setMeta(key: string, value: Json): Promise<void> {
    return this.answer(() => {
      this.db.prepare('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)').run(key, JSON.stringify(value));
    });
  }

  retain(now: number): Promise<RetentionReport> {
    return this.answer(() => this.retention.round(now));
  }

  stats(): Promise<HistoryStats> {
    return this.answer(() => {
      const { registry, head } = this.loaded();
      const count = (table: string) => Number(this.db.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n);
      const oldest = (table: string) => {
        const at = this.db.prepare(`SELECT min(from_at) AS at FROM ${table}`).get()?.at ?? null;
        return at === null ? null : Number(at);
      };
      return {
        bytes: this.retention.usedBytes(),
        fileBytes: fileBytes(this.database.path),
        series: registry.entries.length,
        rawPages: count('raw'),
        minutePages: count('minute'),
        hourPages: count('hour'),
        headTicks: head.parts.reduce((sum, part) => sum + part.ticks.length, 0),
        // None is ever dropped, so the last one's number is how many there are.
        transitions: Number(this.db.prepare('SELECT max(seq) AS n FROM transition').get()?.n ?? 0),
        oldestRawAt: oldest('raw'),
        oldestMinuteAt: oldest('minute'),
        oldestHourAt: oldest('hour'),
      };
    });
  }

  close(): Promise<void> {
    return this.answer(() => this.database.close());
  }

  private write(ticks: readonly Tick[]): void {
    const { registry, head } = this.loaded();
    try {
      inTransaction(this.db, () => {
        for (const tick of ticks) {
          head.push({ at: Math.round(tick.at), values: registry.resolve(tick.samples) });
          for (const transition of tick.transitions) this.log.append(transition);
          this.sealer.sealSome(head);
        }
      });
    } catch (error) {
      // The file went back to what it was before; what is in memory is read from it again.
      this.memory = null;
      throw error;
    }
  }

  private loaded(): Memory {
    if (this.memory) return this.memory;
    const registry = new SeriesRegistry(this.db);
    this.memory = { registry, head: new Head(this.db, registry.entries.length) };
    return this.memory;
  }

  /** Does the work at once; errors become a rejection with a `HistoryError`. */
  private async answer<T>(work: () => T): Promise<T> {
    return translateErrors(this.database.path, work);
  }
}

/** Size of the database and its log on the disk. */
function fileBytes(path: string): number {
  const sizes = [path, `${path}-wal`].map(
    (file) => statSync(/* turbopackIgnore: true */ file, { throwIfNoEntry: false })?.size ?? 0,
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
