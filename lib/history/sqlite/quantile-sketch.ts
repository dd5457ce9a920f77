import { DamagedPage } from './bytes.ts';

/*
 * A DDSketch (Masson, Rim and Lee 2019, https://arxiv.org/abs/1908.10693): counts per logarithmic bucket. Two sketches
 * merge by adding their counts, and a quantile of the sum is still within 1 % of a value that was really there.
 * Keys: 0 is the number zero, 1 + i the bucket (gamma^(i-1), gamma^i] of positive integers, negative keys mirror them.
 */
const GAMMA = 1.02;
const INVERSE_LOG = 1 / Math.log(GAMMA);
/** 2^50, the largest magnitude of a sample, lies in bucket 1,752. */
const LAST_KEY = 1_760;

/** Upper end of every bucket of positive integers. */
const ENDS = Float64Array.from({ length: LAST_KEY }, (_, i) => GAMMA ** i);

/**
 * The bucket of the smallest double that begins with these 20 bits (exponent and 8 bits of the mantissa). Such doubles
 * lie within 0.4 % of each other, so the bucket of any of them is this one or the next: no logarithm per sample.
 */
const FIRST_BITS = 1023 << 8;
const STARTS = Uint16Array.from({ length: 51 << 8 }, (_, i) => {
  const smallest = 2 ** (i >> 8) * (1 + (i & 255) / 256);
  let bucket = Math.max(0, Math.floor(Math.log(smallest) * INVERSE_LOG) - 1);
  while ((ENDS[bucket] ?? Number.POSITIVE_INFINITY) < smallest) bucket++;
  return bucket;
});
const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);
/** Which of the two words holds the exponent. */
const HIGH_WORD = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0;

function positiveKey(value: number): number {
  double[0] = value;
  const bucket = STARTS[((words[HIGH_WORD] ?? 0) >>> 12) - FIRST_BITS] ?? LAST_KEY;
  return value > (ENDS[bucket] ?? value) ? bucket + 2 : bucket + 1;
}

/** The bucket of an integer, |value| <= 2^50. */
export function sketchKey(value: number): number {
  if (value > 0) return positiveKey(value);
  return value < 0 ? -positiveKey(-value) : 0;
}

/** The number that stands for a bucket; below 50 every integer is told from its neighbours, so the answer is exact. */
function keyValue(key: number): number {
  if (key === 0) return 0;
  const estimate = (2 * GAMMA ** (Math.abs(key) - 1)) / (GAMMA + 1);
  return Math.sign(key) * (estimate < 49 ? Math.round(estimate) : estimate);
}

/** Figures of a set of integers: exact count, minimum, maximum and sum, and quantiles within 1 %. */
export class QuantileSketch {
  count = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  sum = 0;
  private readonly counts = new Float64Array(2 * LAST_KEY + 1);

  add(value: number): void {
    this.addSummary(1, value, value, value);
    this.addBucket(sketchKey(value), 1);
  }

  /** Adds every number among the values; gaps (`NaN`) are passed over. */
  addAll(values: Float64Array): void {
    let { count, min, max, sum } = this;
    for (let i = 0; i < values.length; i++) {
      const value = values[i] ?? Number.NaN;
      if (Number.isNaN(value)) continue;
      count++;
      sum += value;
      if (value < min) min = value;
      if (value > max) max = value;
      const index = sketchKey(value) + LAST_KEY;
      this.counts[index] = (this.counts[index] ?? 0) + 1;
    }
    Object.assign(this, { count, min, max, sum });
  }

  /** Adds the figures of a roll-up; its buckets follow through `addBucket`. */
  addSummary(count: number, min: number, max: number, sum: number): void {
    this.count += count;
    this.sum += sum;
    if (min < this.min) this.min = min;
    if (max > this.max) this.max = max;
  }

  /** Adds to one bucket; a key out of range throws `DamagedPage` (a damaged page). */
  addBucket(key: number, count: number): void {
    const index = key + LAST_KEY;
    const held = this.counts[index];
    if (held === undefined) throw new DamagedPage('no such bucket');
    this.counts[index] = held + count;
  }

  /** The value of the nearest rank, `null` when nothing was added. */
  quantile(q: number): number | null {
    if (this.count === 0) return null;
    const rank = Math.max(1, Math.ceil(q * this.count));
    if (rank >= this.count) return this.max;
    let seen = 0;
    const last = sketchKey(this.max);
    for (let key = sketchKey(this.min); key <= last; key++) {
      seen += this.counts[key + LAST_KEY] ?? 0;
      if (seen >= rank) return Math.min(Math.max(keyValue(key), this.min), this.max);
    }
    return this.max;
  }

  /** Calls back for every bucket that is not empty, in ascending order. */
  eachBucket(visit: (key: number, count: number) => void): void {
    if (this.count === 0) return;
    const last = sketchKey(this.max);
    for (let key = sketchKey(this.min); key <= last; key++) {
      const count = this.counts[key + LAST_KEY] ?? 0;
      if (count > 0) visit(key, count);
    }
  }

  /** Empties the sketch for its next use. */
  reset(): void {
    if (this.count > 0) this.counts.fill(0, sketchKey(this.min) + LAST_KEY, sketchKey(this.max) + LAST_KEY + 1);
    this.count = 0;
    this.sum = 0;
    this.min = Number.POSITIVE_INFINITY;
    this.max = Number.NEGATIVE_INFINITY;
  }
}
