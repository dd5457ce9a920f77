/**
 * How many stored steps make one unit of a metric, told by the unit at the end of its name. Samples are stored as
 * integers, so a value that lies on this grid comes back exactly and any other is rounded to the nearest step.
 *
 * | name ends in | steps per unit | stored as |
 * | --- | --- | --- |
 * | `Ms` | 1,000 | microseconds |
 * | `Mbps` | 1,000 | kilobits per second |
 * | `Bytes`, `Count`, `Total` | 1 | whole units |
 * | anything else (`Ratio`, `Seconds`, ...) | 1,000,000 | millionths |
 */
export function metricScale(metric: string): number {
  if (metric.endsWith('Ms') || metric.endsWith('Mbps')) return 1_000;
  if (metric.endsWith('Bytes') || metric.endsWith('Count') || metric.endsWith('Total')) return 1;
  return 1_000_000;
}

/** Largest stored magnitude: differences of two such numbers, folded to be unsigned, are still exact doubles. */
export const MAX_STEPS = 2 ** 50;

/**
 * A value as whole steps of its metric; `NaN` (a gap) for `null`, for what is no finite number, and for magnitudes over
 * 2^50 steps (1.1e9 in a metric of millionths, 1.1e15 bytes).
 */
export function toSteps(value: number | null, scale: number): number {
  if (value === null) return Number.NaN;
  const steps = Math.round(value * scale);
  // `+ 0` folds -0 into 0; comparisons with NaN are false, so what is no number becomes a gap here too.
  return Math.abs(steps) <= MAX_STEPS ? steps + 0 : Number.NaN;
}
