import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { RetentionReport } from '../store.ts';
import { DamagedPage } from './bytes.ts';
import { inTransaction, pragma } from './database.ts';
import { HOUR_MS } from './head.ts';
import { QuantileSketch } from './quantile-sketch.ts';
import { readRawPage } from './raw-page.ts';
import { RollupRows } from './rollup-page.ts';
import { MINUTE_MS } from './series-reader.ts';
import { SlottedPageWriter } from './slotted-page.ts';

const DAY_MS = 24 * HOUR_MS;

/** How long what is kept, and how many bytes the database may use; hours and transitions stay for ever. */
export interface RetentionLimits {
  readonly rawForMs: number;
  readonly minutesForMs: number;
  readonly maxBytes: number;
}

export const DEFAULT_LIMITS: RetentionLimits = {
  rawForMs: 2 * DAY_MS,
  minutesForMs: 90 * DAY_MS,
  maxBytes: 8 * 2 ** 30,
};

/** Pages per round: 10 to 20 ms of work, so that no tick waits long for it. */
const ROUND = 4;

interface OldPage {
  readonly id: number;
  readonly fromAt: number;
}

/**
 * Ages the history: raw samples become minutes when their time is over (so that both are never kept at once), minutes
 * are dropped, hours stay. Over the budget of bytes the same happens early, oldest first: raw samples, then minutes.
 */
export class Retention {
  private readonly db: DatabaseSync;
  private readonly limits: RetentionLimits;
  private readonly oldest: Record<'raw' | 'minute', StatementSync>;
  private readonly remove: Record<'raw' | 'minute', StatementSync>;
  private readonly readRaw: StatementSync;
  private readonly insertMinutes: StatementSync;
  private readonly writer = new SlottedPageWriter();
  private readonly rows = new RollupRows();
  private readonly sketch = new QuantileSketch();

  constructor(db: DatabaseSync, limits: RetentionLimits) {
    this.db = db;
    this.limits = limits;
    const oldest = (table: string) =>
      db.prepare(`SELECT id, from_at FROM ${table} WHERE from_at <= ? ORDER BY from_at, grp, part LIMIT ${ROUND}`);
    this.oldest = { raw: oldest('raw'), minute: oldest('minute') };
    const remove = (table: string) => db.prepare(`DELETE FROM ${table} WHERE id = ?`);
    this.remove = { raw: remove('raw'), minute: remove('minute') };
    this.readRaw = db.prepare('SELECT grp, from_at, part, data FROM raw WHERE id = ?');
    this.insertMinutes = db.prepare('INSERT INTO minute (grp, from_at, part, data) VALUES (?, ?, ?, ?)');
  }

  /** Bytes of all pages in use; free pages of the file are used again before it grows. */
  usedBytes(): number {
    return (pragma(this.db, 'page_count') - pragma(this.db, 'freelist_count')) * pragma(this.db, 'page_size');
  }

  /** One round, in a transaction of its own. */
  round(now: number): RetentionReport {
    const { rawForMs, minutesForMs, maxBytes } = this.limits;
    let raw = this.upTo('raw', now - rawForMs - HOUR_MS);
    let minutes = this.upTo('minute', now - minutesForMs - HOUR_MS);
    const reason = raw.length + minutes.length > 0 ? 'age' : this.usedBytes() > maxBytes ? 'bytes' : null;
    if (reason === 'bytes') {
      raw = this.upTo('raw', Number.MAX_SAFE_INTEGER);
      if (raw.length === 0) minutes = this.upTo('minute', Number.MAX_SAFE_INTEGER);
    }
    if (raw.length + minutes.length > 0) {
      inTransaction(this.db, () => {
        for (const page of minutes) this.remove.minute.run(page.id);
        for (const page of raw) this.toMinutes(page);
      });
    }
    const full = raw.length === ROUND || minutes.length === ROUND;
    const overBudget = reason === 'bytes' && raw.length + minutes.length === 0;
    return {
      rawToMinutes: raw.length,
      minutesDropped: minutes.length,
      rawBefore: endOf(raw),
      minutesBefore: endOf(minutes),
      reason: overBudget ? null : reason,
      pending: full || (reason === 'bytes' && !overBudget && this.usedBytes() > maxBytes),
      overBudget,
    };
  }

  private upTo(table: 'raw' | 'minute', fromAt: number): OldPage[] {
    return this.oldest[table].all(fromAt).map((row) => ({ id: Number(row.id), fromAt: Number(row.from_at) }));
  }

  private toMinutes({ id }: OldPage): void {
    const row = this.readRaw.get(id);
    if (!(row?.data instanceof Uint8Array)) throw new DamagedPage('a page has no data');
    const hourAt = Number(row.from_at);
    readRawPage(row.data, null, (slot, instants, values, count) => {
      const order = Array.from({ length: count }, (_, i) => i);
      // Stable, so already ordered instants (all but those around a clock that was set back) stay as they are.
      order.sort((a, b) => (instants[a] ?? 0) - (instants[b] ?? 0));
      let minute = 0;
      for (const i of order) {
        const place = Math.floor(((instants[i] ?? 0) - hourAt) / MINUTE_MS);
        if (place !== minute) this.endMinute(minute);
        minute = place;
        this.sketch.add(values[i] ?? 0);
      }
      this.endMinute(minute);
      this.rows.write(this.writer, slot);
    });
    this.insertMinutes.run(row.grp ?? null, row.from_at ?? null, row.part ?? null, this.writer.take());
    this.remove.raw.run(id);
  }

  private endMinute(minute: number): void {
    if (this.sketch.count > 0) this.rows.add(minute, this.sketch);
    this.sketch.reset();
  }
}

function endOf(pages: readonly OldPage[]): number | null {
  const last = pages.at(-1);
  return last ? last.fromAt + HOUR_MS : null;
}
