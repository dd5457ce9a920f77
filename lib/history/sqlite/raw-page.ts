import { ByteReader, type ByteWriter, DamagedPage } from './bytes.ts';
import { readColumn, writeColumn } from './int-column.ts';
import { hasGaps, readPresence, writePresence } from './presence.ts';
import { eachSlot, type SlottedPageWriter } from './slotted-page.ts';

/*
 * One hour of raw samples of a group. All series of a tick have one instant, so the instants stand once at the front
 * (number of ticks, first instant, column of the distances); a body is presence and the column of the values.
 */

/** Writes one series of the page: `values` has one place per tick, gaps are `NaN`. False when there is no number at all. */
export function writeRawSlot(writer: SlottedPageWriter, slot: number, values: Float64Array): boolean {
  let dense = values;
  if (hasGaps(values)) {
    dense = values.filter((value) => !Number.isNaN(value));
    if (dense.length === 0) return false;
  }
  writePresence(writer.body, values);
  writeColumn(writer.body, dense, dense.length);
  writer.endSlot(slot);
  return true;
}

/** Writes the instants of all ticks of the page (epoch ms, at least one, in order of arrival). */
export function writeInstants(page: ByteWriter, instants: readonly number[]): void {
  const first = instants[0] ?? 0;
  page.varint(instants.length);
  page.zigzag(first);
  if (instants.length === 1) return;
  const distances = instants.slice(1).map((at, i) => at - (instants[i] ?? 0));
  writeColumn(page, distances, distances.length);
}

/** What a reader of raw pages is handed: instants and values of the samples of one slot, `count` of them. */
export type RawVisitor = (slot: number, instants: ArrayLike<number>, values: Float64Array, count: number) => void;

/** An hour of one-millisecond ticks would be 3.6 million; more is no page of ours. */
const MAX_TICKS = 4_000_000;

/** Reads the samples of all slots or of one. The arrays handed over are reused after the call. */
export function readRawPage(blob: Uint8Array, wanted: number | null, visit: RawVisitor): void {
  const page = new ByteReader(blob);
  const ticks = page.varint();
  if (ticks > MAX_TICKS) throw new DamagedPage('too many ticks');
  const instants = new Float64Array(ticks);
  const values = new Float64Array(ticks);
  let at = page.zigzag();
  if (ticks > 1) readColumn(page, ticks - 1, values);
  for (let i = 0; i < ticks; i++) {
    instants[i] = at;
    at += values[i] ?? 0;
  }
  eachSlot(page, wanted, (slot, body) => {
    const present = readPresence(body, ticks);
    const count = present === null ? ticks : present.length;
    readColumn(body, count, values);
    if (present === null) visit(slot, instants, values, count);
    else
      visit(
        slot,
        present.map((index) => instants[index] ?? 0),
        values,
        count,
      );
  });
}
