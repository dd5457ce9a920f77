import { ByteReader, DamagedPage } from './bytes.ts';
import { readColumn, writeColumn } from './int-column.ts';
import type { QuantileSketch } from './quantile-sketch.ts';
import { eachSlot, type SlottedPageWriter } from './slotted-page.ts';

/*
 * Roll-ups of a group for one hour: of every minute of it, or of the hour as a whole (then a body has one row). A body
 * is its number of rows and these columns: place within the hour, count, min, max - min, sum - count * min, number of
 * buckets; then, for all rows one after the other, the buckets' keys and counts.
 */
const COLUMNS = 6;

/** Collects the rows of one series and writes them as a body. */
export class RollupRows {
  private readonly columns: number[][] = Array.from({ length: COLUMNS }, () => []);
  private readonly keys: number[] = [];
  private readonly counts: number[] = [];

  /** Adds the figures of the span at `place` within the hour (minute 0..59; 0 for the hour itself). */
  add(place: number, sketch: QuantileSketch): void {
    const before = this.keys.length;
    sketch.eachBucket((key, count) => {
      this.keys.push(key);
      this.counts.push(count);
    });
    // Only samples near 2^50 could overflow this sum; it is then cut off, and nothing is judged by it.
    const overMin = Math.min(sketch.sum - sketch.count * sketch.min, 2 ** 51);
    const row = [place, sketch.count, sketch.min, sketch.max - sketch.min, overMin];
    row.push(this.keys.length - before);
    for (const [index, value] of row.entries()) this.columns[index]?.push(value);
  }

  /** Writes the body (nothing when there are no rows) and starts afresh. */
  write(writer: SlottedPageWriter, slot: number): void {
    const rows = this.columns[0]?.length ?? 0;
    if (rows === 0) return;
    writer.body.varint(rows);
    for (const column of this.columns) {
      writeColumn(writer.body, column, rows);
      column.length = 0;
    }
    writeColumn(writer.body, this.keys, this.keys.length);
    writeColumn(writer.body, this.counts, this.counts.length);
    this.keys.length = 0;
    this.counts.length = 0;
    writer.endSlot(slot);
  }
}

/** The place of a row within its hour, and a function that adds the row to a sketch. */
export type RollupVisitor = (slot: number, place: number, addTo: (sketch: QuantileSketch) => void) => void;

/** The most rows and buckets that a body can have; more is no page of ours. */
const MAX_ROWS = 60;
const MAX_BUCKETS = 4_000;

/** Reads the rows of all slots or of one. */
export function readRollupPage(blob: Uint8Array, wanted: number | null, visit: RollupVisitor): void {
  eachSlot(new ByteReader(blob), wanted, (slot, body) => {
    const rows = body.varint();
    if (rows > MAX_ROWS) throw new DamagedPage('too many rows');
    const column = () => {
      const values = new Float64Array(rows);
      readColumn(body, rows, values);
      return values;
    };
    const [places, counts, mins, ranges, sums, widths] = [column(), column(), column(), column(), column(), column()];
    const buckets = widths.reduce((sum, width) => sum + width, 0);
    if (!(buckets >= 0 && buckets <= MAX_BUCKETS * rows)) throw new DamagedPage('too many buckets');
    const keys = new Float64Array(buckets);
    const weights = new Float64Array(buckets);
    readColumn(body, buckets, keys);
    readColumn(body, buckets, weights);
    let start = 0;
    for (let row = 0; row < rows; row++) {
      const from = start;
      start += widths[row] ?? 0;
      const to = start;
      visit(slot, places[row] ?? 0, (sketch) => {
        const count = counts[row] ?? 0;
        const min = mins[row] ?? 0;
        sketch.addSummary(count, min, min + (ranges[row] ?? 0), (sums[row] ?? 0) + count * min);
        for (let i = from; i < to; i++) sketch.addBucket(keys[i] ?? 0, weights[i] ?? 0);
      });
    }
  });
}
