import { ByteReader, ByteWriter, DamagedPage } from './bytes.ts';
import { readPresence, writePresence } from './presence.ts';

const writer = new ByteWriter();

/**
 * A tick as it is kept until its hour is sealed: number of series, presence, values as varints; index = id of the
 * series. The row lives for an hour, so it is made to be written fast rather than small.
 */
export function writeHeadRow(values: Float64Array): Uint8Array {
  writer.varint(values.length);
  writePresence(writer, values);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN;
    if (!Number.isNaN(value)) writer.zigzag(value);
  }
  return writer.take();
}

/** Reads such a row; gaps are `NaN`. At most `seriesCount` series can be in it. */
export function readHeadRow(blob: Uint8Array, seriesCount: number): Float64Array {
  const reader = new ByteReader(blob);
  const count = reader.varint();
  if (count > seriesCount) throw new DamagedPage('more values than series');
  const values = new Float64Array(count).fill(Number.NaN);
  for (const index of readPresence(reader, count) ?? values.keys()) values[index] = reader.zigzag();
  return values;
}
