import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import type { Span } from '../store.ts';
import { DamagedPage } from './bytes.ts';
import { HOUR_MS } from './head.ts';

/** The finest grain that is left of an hour. */
export type Grain = 'raw' | 'minute' | 'hour';

/** One page of a group: an hour that begins at `fromAt`. */
export interface Page {
  readonly grain: Grain;
  readonly fromAt: number;
  readonly data: Uint8Array;
}

/** Finds the pages of a group. Raw and minute pages exclude each other, and every hour has its hour page for ever. */
export class PageReader {
  private readonly raw: StatementSync;
  private readonly minute: StatementSync;
  private readonly hour: StatementSync;
  private readonly onlyHour: StatementSync;

  constructor(db: DatabaseSync) {
    const select = (table: string, also = '') =>
      db.prepare(`SELECT p.from_at, p.data FROM ${table} p
        WHERE p.grp = ? AND p.from_at > ? AND p.from_at < ? ${also} ORDER BY p.from_at, p.part`);
    const gone = (table: string) => `AND NOT EXISTS (
      SELECT 1 FROM ${table} x WHERE x.grp = p.grp AND x.from_at = p.from_at AND x.part = p.part)`;
    this.raw = select('raw');
    this.minute = select('minute');
    this.hour = select('hour');
    this.onlyHour = select('hour', `${gone('raw')} ${gone('minute')}`);
  }

  /** For every hour that touches the span its finest page. */
  finest(group: number, span: Span): Page[] {
    return [
      ...pages('raw', this.raw, group, span),
      ...pages('minute', this.minute, group, span),
      ...pages('hour', this.onlyHour, group, span),
    ];
  }

  /** The hour page of every hour that touches the span. */
  hours(group: number, span: Span): Page[] {
    return pages('hour', this.hour, group, span);
  }
}

function pages(grain: Grain, select: StatementSync, group: number, { fromAt, toAt }: Span): Page[] {
  return select.all(group, fromAt - HOUR_MS, toAt).map((row) => toPage(grain, row));
}

function toPage(grain: Grain, row: Record<string, SQLOutputValue>): Page {
  if (!(row.data instanceof Uint8Array)) throw new DamagedPage('a page has no data');
  return { grain, fromAt: Number(row.from_at), data: row.data };
}
