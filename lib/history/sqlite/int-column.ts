import { type ByteReader, type ByteWriter, fold, unfold } from './bytes.ts';

/*
 * One column of integers (|v| <= 2^51), as Rice codes of whichever is smaller: distances from a typical value, or
 * differences of neighbours. Noise of 12 bits costs about 12.5 bits so, where varints need 16.
 * Layout: one byte (mode in the low 2 bits, Rice parameter above), the base as zigzag varint, the codes as bits. The
 * number of values is not stored: the page knows it.
 */
const CONSTANT = 0;
const FROM_BASE = 1;
const FROM_PREVIOUS = 2;

/** So many leading ones announce a number in full (54 bits) instead of a quotient. */
const ESCAPE = 20;
const MAX_PARAMETER = 24;
const CLASSES = 34;

const baseClasses = new Uint32Array(CLASSES);
const previousClasses = new Uint32Array(CLASSES);
const probe: number[] = [];

/** Appends the first `count` (at least one) values as a column. */
export function writeColumn(writer: ByteWriter, values: ArrayLike<number>, count: number): void {
  const first = values[0] ?? 0;
  const base = typicalValue(values, count);
  baseClasses.fill(0);
  previousClasses.fill(0);
  let previous = first;
  let constant = true;
  for (let i = 0; i < count; i++) {
    const value = values[i] ?? 0;
    if (value !== first) constant = false;
    bump(baseClasses, value - base);
    bump(previousClasses, value - previous);
    previous = value;
  }
  if (constant) {
    writer.byte(CONSTANT);
    writer.zigzag(first);
    return;
  }
  const fromBase = cheapest(baseClasses);
  const fromPrevious = cheapest(previousClasses);
  const mode = fromPrevious.bits < fromBase.bits ? FROM_PREVIOUS : FROM_BASE;
  const parameter = mode === FROM_BASE ? fromBase.parameter : fromPrevious.parameter;
  writer.byte(mode | (parameter << 2));
  writer.zigzag(mode === FROM_BASE ? base : first);
  writeCodes(writer, values, count, mode === FROM_BASE ? base : first, mode === FROM_PREVIOUS, parameter);
}

function bump(classes: Uint32Array, difference: number): void {
  const folded = fold(difference);
  const size = folded < 0x80000000 ? 32 - Math.clz32(folded) : CLASSES - 1;
  classes[size] = (classes[size] ?? 0) + 1;
}

/** The median of up to 15 values spread over the column: good enough as a base, and spikes don't move it. */
function typicalValue(values: ArrayLike<number>, count: number): number {
  const taken = Math.min(count, 15);
  probe.length = 0;
  for (let i = 0; i < taken; i++) probe.push(values[Math.floor((i * count) / taken)] ?? 0);
  probe.sort((a, b) => a - b);
  return probe[taken >> 1] ?? 0;
}

/** The Rice parameter of the fewest bits, estimated from how many numbers have each bit length. */
function cheapest(classes: Uint32Array): { parameter: number; bits: number } {
  let best = { parameter: 0, bits: Number.POSITIVE_INFINITY };
  for (let parameter = 0; parameter <= MAX_PARAMETER; parameter++) {
    let bits = 0;
    for (let size = 0; size < CLASSES; size++) {
      const quotient = size > parameter ? 0.75 * 2 ** (size - parameter) - 0.5 : 0;
      bits += (classes[size] ?? 0) * (quotient < ESCAPE ? parameter + 1 + quotient : ESCAPE + 54);
    }
    if (bits < best.bits) best = { parameter, bits };
  }
  return best;
}

function writeCodes(
  writer: ByteWriter,
  values: ArrayLike<number>,
  count: number,
  base: number,
  chained: boolean,
  parameter: number,
): void {
  writer.reserve(count * 10 + 8);
  const bytes = writer.bytes;
  const limit = ESCAPE * 2 ** parameter;
  const mask = (1 << parameter) - 1;
  let length = writer.length;
  let reference = base;
  let window = 0;
  let held = 0;
  const put = (value: number, bits: number): void => {
    window = (window << bits) | value;
    held += bits;
    while (held >= 8) {
      held -= 8;
      bytes[length++] = window >>> held;
    }
  };
  for (let i = 0; i < count; i++) {
    const value = values[i] ?? 0;
    const folded = fold(value - reference);
    if (chained) reference = value;
    if (folded < limit) {
      const quotient = folded >>> parameter;
      put((1 << (quotient + 1)) - 2, quotient + 1);
      if (parameter > 0) put(folded & mask, parameter);
    } else {
      put((1 << ESCAPE) - 1, ESCAPE);
      put(Math.floor(folded / 2 ** 36), 18);
      put(Math.floor(folded / 2 ** 18) % 2 ** 18, 18);
      put(folded % 2 ** 18, 18);
    }
  }
  if (held > 0) bytes[length++] = (window << (8 - held)) & 255;
  writer.length = length;
}

/** Reads a column of `count` values into `out` from index 0 on. */
export function readColumn(reader: ByteReader, count: number, out: Float64Array): void {
  const head = reader.byte();
  const mode = head & 3;
  const parameter = head >>> 2;
  const base = reader.zigzag();
  if (mode === CONSTANT) {
    out.fill(base, 0, count);
    return;
  }
  if (mode > FROM_PREVIOUS || parameter > MAX_PARAMETER) throw new RangeError('no such column');
  const { bytes } = reader;
  const chained = mode === FROM_PREVIOUS;
  let { position } = reader;
  let reference = base;
  let window = 0;
  let held = 0;
  // Past the end zeros are shifted in; the check after the loop refuses such a page.
  const fill = (): void => {
    for (; held <= 24; held += 8) window |= (bytes[position++] ?? 0) << (24 - held);
  };
  const take = (bits: number): number => {
    fill();
    const value = window >>> (32 - bits);
    window <<= bits;
    held -= bits;
    return value;
  };
  for (let i = 0; i < count; i++) {
    fill();
    const quotient = Math.clz32(~window);
    let value: number;
    if (quotient < ESCAPE) {
      window <<= quotient + 1;
      held -= quotient + 1;
      const folded = parameter === 0 ? quotient : (quotient << parameter) | take(parameter);
      value = reference + ((folded >>> 1) ^ -(folded & 1));
    } else {
      take(ESCAPE);
      value = reference + unfold(take(18) * 2 ** 36 + take(18) * 2 ** 18 + take(18));
    }
    out[i] = value;
    if (chained) reference = value;
  }
  reader.position = position - (held >> 3);
  if (reader.position > bytes.length) throw new RangeError('page ends early');
}
