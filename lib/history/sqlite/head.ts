import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { DamagedPage } from './bytes.ts';
import { readHeadRow, writeHeadRow } from './head-row.ts';
import { groupOf } from './slotted-page.ts';

export const HOUR_MS = 3_600_000;

/** The full hour (UTC, epoch ms) in which an instant lies. */
export const hourOf = (at: number): number => Math.floor(at / HOUR_MS) * HOUR_MS;

/** A tick in memory: steps by series id, gaps (and series unknown at the time) `NaN` or beyond the end. */
export interface HeadTick {
  readonly at: number;
  readonly values: Float64Array;
}

/**
 * The ticks of one hour that are not yet all sealed. An hour has a second part when a tick of it arrives after its
 * sealing began (the clock was set back); groups are sealed in ascending order.
 */
export interface HeadPart {
  readonly hourAt: number;
  readonly part: number;
  readonly ticks: HeadTick[];
  sealedGroups: number;
}

/** The newest ticks, in memory and (one row each) on disk, in order of arrival. */
export class Head {
  readonly parts: HeadPart[] = [];
  /** The part that the last tick went to. */
  current: HeadPart | null = null;
  private readonly insert: StatementSync;
  private readonly remove: StatementSync;
  private readonly lastPart: StatementSync;

  constructor(db: DatabaseSync, seriesCount: number) {
    this.insert = db.prepare('INSERT INTO head (hour_at, part, at, data) VALUES (?, ?, ?, ?)');
    this.remove = db.prepare('DELETE FROM head WHERE hour_at = ? AND part = ?');
    this.lastPart = db.prepare('SELECT max(part) AS part FROM hour WHERE from_at = ?');
    const sealed = db.prepare('SELECT max(grp) AS grp FROM hour WHERE from_at = ? AND part = ?');
    for (const row of db.prepare('SELECT hour_at, part, at, data FROM head ORDER BY seq').iterate()) {
      if (!(row.data instanceof Uint8Array)) throw new DamagedPage('a tick has no data');
      const [hourAt, part] = [Number(row.hour_at), Number(row.part)];
      let found = this.parts.find((candidate) => candidate.hourAt === hourAt && candidate.part === part);
      if (!found) {
        const last = sealed.get(hourAt, part)?.grp ?? null;
        found = { hourAt, part, ticks: [], sealedGroups: last === null ? 0 : Number(last) + 1 };
        this.parts.push(found);
      }
      found.ticks.push({ at: Number(row.at), values: readHeadRow(row.data, seriesCount) });
      this.current = found;
    }
  }

  get lastAt(): number | null {
    return this.current?.ticks.at(-1)?.at ?? null;
  }

  /** Writes the tick as a row and keeps it. */
  push(tick: HeadTick): void {
    const part = this.partFor(hourOf(tick.at));
    this.insert.run(part.hourAt, part.part, tick.at, writeHeadRow(tick.values));
    part.ticks.push(tick);
    this.current = part;
  }

  private partFor(hourAt: number): HeadPart {
    if (this.current?.hourAt === hourAt && this.current.sealedGroups === 0) return this.current;
    const here = this.parts.filter((part) => part.hourAt === hourAt);
    const open = here.find((part) => part.sealedGroups === 0);
    if (open) return open;
    const stored = this.lastPart.get(hourAt)?.part ?? null;
    const last = Math.max(stored === null ? -1 : Number(stored), ...here.map((part) => part.part));
    const part: HeadPart = { hourAt, part: last + 1, ticks: [], sealedGroups: 0 };
    this.parts.push(part);
    return part;
  }

  /** Forgets a part whose groups are all sealed. */
  drop(part: HeadPart): void {
    this.remove.run(part.hourAt, part.part);
    this.parts.splice(this.parts.indexOf(part), 1);
  }

  /** Calls back for every tick in which the series may have a sample that is not sealed yet. */
  eachTickOf(seriesId: number, visit: (at: number, value: number) => void): void {
    for (const part of this.parts) {
      if (groupOf(seriesId) < part.sealedGroups) continue;
      for (const { at, values } of part.ticks) {
        const value = values[seriesId];
        if (value !== undefined && !Number.isNaN(value)) visit(at, value);
      }
    }
  }
}
