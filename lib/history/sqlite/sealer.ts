import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Head, HeadPart } from './head.ts';
import { QuantileSketch } from './quantile-sketch.ts';
import { writeInstants, writeRawSlot } from './raw-page.ts';
import { RollupRows } from './rollup-page.ts';
import { GROUP_SIZE, groupOf, SlottedPageWriter } from './slotted-page.ts';

/** An hour is sealed over at most so many ticks after its end (ten minutes at ten seconds a tick). */
const SPREAD_TICKS = 60;

/** Turns finished hours of the head into pages, a few groups a tick, so that no tick waits for all of them. */
export class Sealer {
  private readonly raw = new SlottedPageWriter();
  private readonly hours = new SlottedPageWriter();
  private readonly rows = new RollupRows();
  private readonly sketch = new QuantileSketch();
  private readonly insertRaw: StatementSync;
  private readonly insertHour: StatementSync;

  constructor(db: DatabaseSync) {
    this.insertRaw = db.prepare('INSERT INTO raw (grp, from_at, part, data) VALUES (?, ?, ?, ?)');
    this.insertHour = db.prepare('INSERT INTO hour (grp, from_at, part, data) VALUES (?, ?, ?, ?)');
  }

  /** The share of one tick: some groups of the oldest hour that the clock has left. */
  sealSome(head: Head): void {
    const waiting = head.parts.filter((part) => part !== head.current);
    const part = waiting[0];
    if (!part) return;
    const seriesCount = part.ticks.reduce((most, tick) => Math.max(most, tick.values.length), 0);
    const groups = seriesCount === 0 ? 0 : groupOf(seriesCount - 1) + 1;
    const spread = Math.min(SPREAD_TICKS, Math.max(1, part.ticks.length / 2));
    const end = Math.min(groups, part.sealedGroups + Math.ceil((groups * waiting.length) / spread));
    for (; part.sealedGroups < end; part.sealedGroups++) this.sealGroup(part, part.sealedGroups);
    if (part.sealedGroups >= groups) head.drop(part);
  }

  private sealGroup(part: HeadPart, group: number): void {
    for (const [slot, values] of columnsOf(part, group).entries()) {
      if (!writeRawSlot(this.raw, slot, values)) continue;
      this.sketch.addAll(values);
      this.rows.add(0, this.sketch);
      this.rows.write(this.hours, slot);
      this.sketch.reset();
    }
    if (this.raw.isEmpty) return;
    const instants = part.ticks.map((tick) => tick.at);
    const page = this.raw.take((writer) => writeInstants(writer, instants));
    this.insertRaw.run(group, part.hourAt, part.part, page);
    this.insertHour.run(group, part.hourAt, part.part, this.hours.take());
  }
}

/** The values of every series of a group, one place per tick. */
function columnsOf({ ticks }: HeadPart, group: number): Float64Array[] {
  const columns = Array.from({ length: GROUP_SIZE }, () => new Float64Array(ticks.length));
  for (const [place, { values }] of ticks.entries()) {
    for (let slot = 0; slot < GROUP_SIZE; slot++) {
      const column = columns[slot];
      if (column) column[place] = values[group * GROUP_SIZE + slot] ?? Number.NaN;
    }
  }
  return columns;
}
