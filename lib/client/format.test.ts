import { expect, it } from 'vitest';
import { duration } from '#lib/model/duration.ts';
import { formatBytes, formatInstant, formatPercent, formatRtt } from './format.ts';

it('says durations in two parts', () => {
  expect([4_900, 372_000, 5_400_000, 41 * 86_400_000 + 6 * 3_600_000, -3_000].map(duration)).toEqual([
    '4 s',
    '6 m 12 s',
    '1 h 30 m',
    '41 d 06 h',
    '−3 s',
  ]);
});

it('gives round-trip times one decimal under 100', () => {
  expect([0.31, 24.64, 1204].map(formatRtt)).toEqual(['0.3', '24.6', '1,204']);
});

it('cuts percentages and says 0 for nothing only', () => {
  expect([0, 0.00021, 0.999499, 1, 0.000001].map((ratio) => formatPercent(ratio))).toEqual([
    '0',
    '0.021',
    '99.949',
    '100',
    '< 0.001',
  ]);
  expect(formatPercent(1, { pad: true })).toBe('100.000');
});

it('separates thousands of bytes', () => {
  expect(formatBytes(1380)).toBe('1,380 B');
});

it('names the day of an instant that is not of today', () => {
  const now = Date.UTC(2026, 10, 27, 9, 41, 7);
  expect(formatInstant(Date.UTC(2026, 10, 27, 9, 12, 58), now)).toBe('09:12:58 UTC');
  expect(formatInstant(Date.UTC(2026, 10, 26, 14, 2, 0), now)).toBe('Thu 26 Nov, 14:02:00 UTC');
});
