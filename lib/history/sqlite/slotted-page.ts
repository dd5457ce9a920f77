import { ByteReader, ByteWriter, DamagedPage } from './bytes.ts';

/** Series share pages in groups of this many: one row an hour for all of them keeps the overhead of a row small. */
export const GROUP_SIZE = 32;

export const groupOf = (seriesId: number): number => Math.floor(seriesId / GROUP_SIZE);
export const slotOf = (seriesId: number): number => seriesId % GROUP_SIZE;

/**
 * Puts the bodies of a group's series into one blob: number of bodies, then (slot, length) of each, then the bodies.
 * A series without data has no body. The writer is reused from page to page.
 */
export class SlottedPageWriter {
  readonly body = new ByteWriter();
  private readonly page = new ByteWriter();
  private readonly slots: number[] = [];
  private readonly ends: number[] = [];

  /** Ends the body of `slot`: all that was written to `body` since the one before. */
  endSlot(slot: number): void {
    this.slots.push(slot);
    this.ends.push(this.body.length);
  }

  get isEmpty(): boolean {
    return this.slots.length === 0;
  }

  /** The finished blob behind whatever `prefix` writes first; the writer starts afresh. */
  take(prefix?: (page: ByteWriter) => void): Uint8Array {
    prefix?.(this.page);
    this.page.varint(this.slots.length);
    let start = 0;
    for (const [index, slot] of this.slots.entries()) {
      const end = this.ends[index] ?? start;
      this.page.varint(slot);
      this.page.varint(end - start);
      start = end;
    }
    this.page.append(this.body.bytes.subarray(0, this.body.length));
    this.body.length = 0;
    this.slots.length = 0;
    this.ends.length = 0;
    return this.page.take();
  }
}

/** Calls back with a reader at the body of every slot of the page, or only of the one asked for. */
export function eachSlot(
  page: ByteReader,
  wanted: number | null,
  visit: (slot: number, body: ByteReader) => void,
): void {
  const count = page.varint();
  if (count > GROUP_SIZE) throw new DamagedPage('too many slots');
  const directory: [slot: number, length: number][] = [];
  for (let i = 0; i < count; i++) directory.push([page.varint(), page.varint()]);
  let start = page.position;
  for (const [slot, length] of directory) {
    if (wanted === null || wanted === slot) visit(slot, new ByteReader(page.bytes, start));
    start += length;
  }
}
