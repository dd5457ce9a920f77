import type { SeriesKey } from '#lib/history/store.ts';

/** How much is written: so many series, so many ticks of ten seconds, the first at `startAt` (epoch ms). */
export interface Workload {
  readonly series: readonly SeriesKey[];
  readonly ticks: number;
  readonly startAt: number;
}

export const TICK_MS = 10_000;

/** Round-trip times of a mesh, `seriesCount` series; ends at the last full ten seconds before `now`. */
export function makeWorkload(seriesCount: number, hours: number, now: number): Workload {
  const clusters = Math.ceil(Math.sqrt(seriesCount)) + 1;
  const series: SeriesKey[] = [];
  for (let from = 0; from < clusters; from++) {
    for (let to = 0; to < clusters && series.length < seriesCount; to++) {
      if (from !== to) series.push({ subject: `cluster-${from}>cluster-${to}`, metric: 'rttMs' });
    }
  }
  const ticks = (hours * 3_600_000) / TICK_MS;
  return { series, ticks, startAt: Math.floor(now / TICK_MS) * TICK_MS - ticks * TICK_MS };
}

/**
 * Calls back with the values of every tick, in order, in whole microseconds: a level per series (1 to 200 ms), 4 % of
 * even noise to both sides, and in one sample of 200 a spike of three to ten times. The same in every pass.
 */
export async function eachTick(
  { series, ticks, startAt }: Workload,
  visit: (at: number, values: Float64Array) => Promise<void>,
): Promise<void> {
  const levels = series.map((_, i) => 1_000 + ((i * 7_919) % 199_000));
  const random = repeatable(1);
  const values = new Float64Array(series.length);
  for (let tick = 0; tick < ticks; tick++) {
    for (let i = 0; i < values.length; i++) {
      const spike = random() < 0.005 ? 3 + 7 * random() : 1;
      values[i] = Math.round((levels[i] ?? 0) * (0.96 + 0.08 * random()) * spike);
    }
    await visit(startAt + tick * TICK_MS, values);
  }
}

/** Repeatable numbers in [0, 1): mulberry32. */
function repeatable(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
