import { ByteReader, ByteWriter } from './bytes.ts';
import { readColumn, writeColumn } from './int-column.ts';
import { readPresence, writePresence } from './presence.ts';

const writer = new ByteWriter();

/** A tick as it is kept until its hour is sealed: number of series, presence, values; index = id of the series. */
export function writeHeadRow(values: Float64Array): Uint8Array {
  writer.varint(values.length);
  if (values.length > 0) {
    writePresence(writer, values, values.length);
    const dense = values.some(Number.isNaN) ? values.filter((value) => !Number.isNaN(value)) : values;
    if (dense.length > 0) writeColumn(writer, dense, dense.length);
  }
  return writer.take();
}

/** Reads such a row; gaps are `NaN`. At most `seriesCount` series can be in it. */
export function readHeadRow(blob: Uint8Array, seriesCount: number): Float64Array {
  const reader = new ByteReader(blob);
  const count = reader.varint();
  if (count > seriesCount) throw new RangeError('more values than series');
  const values = new Float64Array(count);
  if (count === 0) return values;
  const present = readPresence(reader, count);
  if (present === null) {
    readColumn(reader, count, values);
    return values;
  }
  const dense = new Float64Array(present.length);
  if (dense.length > 0) readColumn(reader, dense.length, dense);
  values.fill(Number.NaN);
  for (const [i, index] of present.entries()) values[index] = dense[i] ?? Number.NaN;
  return values;
}
