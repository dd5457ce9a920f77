/** A linear axis of values with round ticks. */
export interface ValueAxis {
  low: number;
  high: number;
  ticks: number[];
}

/** Round ticks around the values, about `count` of them; with `fromZero` the axis starts at 0. */
export function valueAxis(values: Iterable<number>, count: number, fromZero = false): ValueAxis {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return { low: 0, high: 1, ticks: [] };
  if (fromZero) low = Math.min(0, low);
  const step = roundStep(Math.max(high - low, high * 0.05, 0.1) / Math.max(1, count - 1));
  const bottom = Math.floor(low / step) * step;
  let top = Math.ceil(high / step) * step;
  if (top <= bottom) top = bottom + step;
  const ticks: number[] = [];
  for (let index = 0; bottom + index * step <= top + step / 2; index += 1) {
    ticks.push(Math.round((bottom + index * step) * 1e6) / 1e6);
  }
  return { low: bottom, high: ticks.at(-1) ?? top, ticks };
}

/** The smallest of 1, 2, 5 times a power of ten that is not under `rough`. */
function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  return ([1, 2, 5, 10].find((factor) => factor * power >= rough * 0.999) ?? 10) * power;
}

/** The pixel of a value between `bottom` (lowest) and `top`; values outside stay at the edge. */
export function valueY(axis: Pick<ValueAxis, 'low' | 'high'>, top: number, height: number): (value: number) => number {
  const length = axis.high - axis.low || 1;
  return (value) => top + height - ((Math.min(axis.high, Math.max(axis.low, value)) - axis.low) / length) * height;
}
