import { describe, expect, it } from 'vitest';
import { ByteReader, ByteWriter, DamagedPage } from './bytes.ts';
import { readHeadRow, writeHeadRow } from './head-row.ts';
import { readColumn, writeColumn } from './int-column.ts';
import { QuantileSketch } from './quantile-sketch.ts';
import { readRawPage, writeInstants, writeRawSlot } from './raw-page.ts';
import { RollupRows, readRollupPage } from './rollup-page.ts';
import { SlottedPageWriter } from './slotted-page.ts';

/** A small generator of repeatable numbers in [0, 1) (mulberry32). */
function repeatable(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const LARGEST = 2 ** 50;
const random = repeatable(7);
const columns: Record<string, number[]> = {
  'one value': [42],
  'a constant': Array.from({ length: 360 }, () => 1_500),
  zeros: [0, 0, 0],
  noise: Array.from({ length: 360 }, () => 50_000 + Math.floor(random() * 4_000)),
  'noise with spikes': Array.from(
    { length: 360 },
    () => (random() < 0.01 ? 9_000_000 : 50_000) + Math.floor(random() * 500),
  ),
  'a counter': Array.from({ length: 360 }, (_, i) => 10 ** 14 + i * 1_234_567),
  'both signs': Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? i : -i * 1_000)),
  'the largest and the smallest': [LARGEST, -LARGEST, 0, 1, -1, LARGEST, LARGEST, -LARGEST],
  'every size': Array.from({ length: 51 }, (_, i) => 2 ** i).flatMap((v) => [v, -v, v - 1, 1 - v]),
};

describe('a column of integers', () => {
  it.each(Object.entries(columns))('comes back exactly: %s', (_, values) => {
    const writer = new ByteWriter();
    writer.varint(2 ** 53 - 1);
    writeColumn(writer, values, values.length);
    writer.varint(300);
    const reader = new ByteReader(writer.take());
    expect(reader.varint()).toBe(2 ** 53 - 1);
    const out = new Float64Array(values.length);
    readColumn(reader, values.length, out);
    expect(Array.from(out)).toEqual(values);
    expect(reader.varint()).toBe(300);
    expect(reader.atEnd).toBe(true);
  });

  it('refuses a column that was cut off', () => {
    const writer = new ByteWriter();
    const values = columns.noise ?? [];
    writeColumn(writer, values, values.length);
    const whole = writer.take();
    const out = new Float64Array(values.length);
    for (let length = 0; length < whole.length; length++) {
      expect(() => readColumn(new ByteReader(whole.slice(0, length)), values.length, out)).toThrow(DamagedPage);
    }
  });

  it('costs at most 12.7 bits a value for noise of 12 bits', () => {
    const writer = new ByteWriter();
    const values = Array.from({ length: 3_600 }, () => 50_000 + Math.floor(random() * 4_096));
    writeColumn(writer, values, values.length);
    expect((writer.length * 8) / values.length).toBeLessThan(12.7);
  });
});

it('a tick keeps its gaps', () => {
  const rows = [[], [1, 2, 3], [Number.NaN, 5, Number.NaN, Number.NaN, -7], [Number.NaN, Number.NaN], [3, Number.NaN]];
  for (const row of rows) {
    expect(Array.from(readHeadRow(writeHeadRow(Float64Array.from(row)), row.length))).toEqual(row);
  }
});

it('a sketch is within 1 % at every quantile, also after merging, and exact for small integers', () => {
  const values = Array.from({ length: 5_000 }, () => Math.floor((random() - 0.3) * 10 ** (random() * 9)));
  const [left, right] = [new QuantileSketch(), new QuantileSketch()];
  for (const [i, value] of values.entries()) (i % 2 === 0 ? left : right).add(value);
  left.addSummary(right.count, right.min, right.max, right.sum);
  right.eachBucket((key, count) => left.addBucket(key, count));
  const sorted = [...values].sort((a, b) => a - b);
  for (const q of [0, 0.01, 0.25, 0.5, 0.75, 0.95, 0.99, 1]) {
    const exact = sorted[Math.max(1, Math.ceil(q * sorted.length)) - 1] ?? Number.NaN;
    const estimate = left.quantile(q) ?? Number.NaN;
    expect(Math.abs(estimate - exact)).toBeLessThanOrEqual(Math.abs(exact) <= 48 ? 0 : Math.abs(exact) * 0.01);
  }
  expect(left.sum).toBe(values.reduce((sum, value) => sum + value, 0));
  left.reset();
  left.add(3);
  expect([left.quantile(0.5), left.count, left.min, left.max]).toEqual([3, 1, 3, 3]);
});

it('a spoilt page is refused or read as other numbers, and never does worse', () => {
  const raw = new SlottedPageWriter();
  const minutes = new SlottedPageWriter();
  const rows = new RollupRows();
  const sketch = new QuantileSketch();
  const instants = Array.from({ length: 200 }, (_, i) => 1_700_000_000_000 + i * 10_000 + (i % 3));
  for (let slot = 0; slot < 3; slot++) {
    const values = Float64Array.from(instants, (_, i) =>
      i % (slot + 2) === 0 ? Number.NaN : Math.floor(random() * 9_999),
    );
    writeRawSlot(raw, slot, values);
    for (let minute = 0; minute < 30; minute++) {
      for (let i = 0; i < 6; i++) sketch.add(Math.floor(random() * 9_999));
      rows.add(minute, sketch);
      sketch.reset();
    }
    rows.write(minutes, slot);
  }
  const pages: [Uint8Array, (page: Uint8Array) => void][] = [
    [raw.take((page) => writeInstants(page, instants)), (page) => readRawPage(page, null, () => undefined)],
    [minutes.take(), (page) => readRollupPage(page, null, (_slot, _place, addTo) => addTo(new QuantileSketch()))],
  ];
  const refusals = new Set<unknown>();
  for (const [page, read] of pages) {
    read(page);
    for (let turn = 0; turn < 3_000; turn++) {
      const spoilt = page.slice(0, turn % 5 === 0 ? Math.floor(random() * page.length) : page.length);
      for (let i = 0; i < 3; i++) spoilt[Math.floor(random() * spoilt.length)] = Math.floor(random() * 256);
      try {
        read(spoilt);
      } catch (error) {
        refusals.add(error instanceof DamagedPage ? 'damaged' : error);
      }
    }
  }
  expect([...refusals]).toEqual(['damaged']);
});
