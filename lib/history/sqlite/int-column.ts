import { BitReader, BitWriter } from './bits.ts';
import { type ByteReader, type ByteWriter, DamagedPage, fold, unfold } from './bytes.ts';

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
  let same = 1;
  while (same < count && values[same] === first) same++;
  if (same === count) {
    writer.byte(CONSTANT);
    writer.zigzag(first);
    return;
  }
  const base = typicalValue(values, count);
  baseClasses.fill(0);
  previousClasses.fill(0);
  let previous = first;
  for (let i = 0; i < count; i++) {
    const value = values[i] ?? 0;
    bump(baseClasses, value - base);
    bump(previousClasses, value - previous);
    previous = value;
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

/** Bits of a number by Rice parameter and its own bit length; within a length a quotient is 3/4 of the largest on average. */
const COSTS = Array.from({ length: MAX_PARAMETER + 1 }, (_, parameter) =>
  Float64Array.from({ length: CLASSES }, (_, size) => {
    const quotient = size > parameter ? 0.75 * 2 ** (size - parameter) - 0.5 : 0;
    return quotient < ESCAPE ? parameter + 1 + quotient : ESCAPE + 54;
  }),
);

/** The Rice parameter of the fewest bits, estimated from how many numbers have each bit length. */
function cheapest(classes: Uint32Array): { parameter: number; bits: number } {
  let longest = CLASSES - 1;
  while (longest > 0 && classes[longest] === 0) longest--;
  let best = { parameter: 0, bits: Number.POSITIVE_INFINITY };
  for (let parameter = 0; parameter <= Math.min(longest, MAX_PARAMETER); parameter++) {
    const costs = COSTS[parameter] ?? [];
    let bits = 0;
    for (let size = 0; size <= longest; size++) bits += (classes[size] ?? 0) * (costs[size] ?? 0);
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
  const bits = new BitWriter(writer, count * 10 + 8);
  const limit = ESCAPE * 2 ** parameter;
  const mask = (1 << parameter) - 1;
  let reference = base;
  for (let i = 0; i < count; i++) {
    const value = values[i] ?? 0;
    const folded = fold(value - reference);
    if (chained) reference = value;
    if (folded < limit) {
      const quotient = folded >>> parameter;
      const unary = (2 << quotient) - 2;
      if (quotient + 1 + parameter <= 24) {
        bits.put((unary << parameter) | (folded & mask), quotient + 1 + parameter);
      } else {
        bits.put(unary, quotient + 1);
        bits.put(folded & mask, parameter);
      }
    } else {
      bits.put((1 << ESCAPE) - 1, ESCAPE);
      bits.put(Math.floor(folded / 2 ** 36), 18);
      bits.put(Math.floor(folded / 2 ** 18) % 2 ** 18, 18);
      bits.put(folded % 2 ** 18, 18);
    }
  }
  bits.end();
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
  if (mode > FROM_PREVIOUS || parameter > MAX_PARAMETER) throw new DamagedPage('no such column');
  const bits = new BitReader(reader);
  const chained = mode === FROM_PREVIOUS;
  let reference = base;
  for (let i = 0; i < count; i++) {
    const quotient = bits.leadingOnes();
    let value: number;
    if (quotient < ESCAPE) {
      bits.skip(quotient + 1);
      const folded = parameter === 0 ? quotient : (quotient << parameter) | bits.take(parameter);
      value = reference + ((folded >>> 1) ^ -(folded & 1));
    } else {
      bits.skip(ESCAPE);
      value = reference + unfold(bits.take(18) * 2 ** 36 + bits.take(18) * 2 ** 18 + bits.take(18));
    }
    out[i] = value;
    if (chained) reference = value;
  }
  bits.end();
}
