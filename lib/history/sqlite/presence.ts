import { type ByteReader, type ByteWriter, DamagedPage } from './bytes.ts';
import { readColumn, writeColumn } from './int-column.ts';

/*
 * Which of n places hold a number: 0 when all do, else the number of runs and their lengths, places with a number
 * first, then without, and so on.
 */

/** Writes which of the values are numbers (gaps are `NaN`). */
export function writePresence(writer: ByteWriter, values: Float64Array): void {
  const count = values.length;
  if (!hasGaps(values)) {
    writer.varint(0);
    return;
  }
  const runs: number[] = [];
  let present = true;
  let run = 0;
  for (let i = 0; i < count; i++) {
    const here = !Number.isNaN(values[i]);
    if (here === present) {
      run++;
    } else {
      runs.push(run);
      present = here;
      run = 1;
    }
  }
  runs.push(run);
  writer.varint(runs.length);
  writeColumn(writer, runs, runs.length);
}

/** Reads the indexes that hold a number, ascending; `null` when all `count` do. */
export function readPresence(reader: ByteReader, count: number): number[] | null {
  const runCount = reader.varint();
  if (runCount === 0) return null;
  if (runCount > count + 1) throw new DamagedPage('too many runs');
  const runs = new Float64Array(runCount);
  readColumn(reader, runCount, runs);
  const indexes: number[] = [];
  let index = 0;
  for (const [i, run] of runs.entries()) {
    if (run < 0 || index + run > count) throw new DamagedPage('runs too long');
    if (i % 2 === 0) for (let k = 0; k < run; k++) indexes.push(index + k);
    index += run;
  }
  return indexes;
}

/** Whether any place holds no number. */
export function hasGaps(values: Float64Array): boolean {
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) return true;
  return false;
}
