import type { Series } from '#lib/api/series.ts';
import { type Gap, gapsOf, type Point, runsOf } from './smoke.ts';
import type { Period } from './time-axis.ts';

/** One series as the charts draw it. Instants are epoch milliseconds. */
export interface Measurements {
  points: readonly Point[];
  /** Whether the answer is here; without it nothing is known, not even a gap. */
  read: boolean;
  /** Width of a bucket. */
  stepMs: number;
  /** How far apart two points may lie without a gap: three intervals of the measurement. */
  holdMs: number;
}

/** Intervals at which each metric is measured when nobody says otherwise, milliseconds. */
const USUAL_INTERVAL_MS: Partial<Record<Series['metric'], number>> = {
  rttMs: 10_000,
  lossRatio: 10_000,
  fullLossRatio: 30_000,
  mtuBytes: 300_000,
};

/** Makes an answer of the API drawable. `everyMs` is the interval of its probe where it is known. */
export function measurementsOf(series: Series, everyMs?: number): Measurements {
  const interval = everyMs ?? USUAL_INTERVAL_MS[series.metric] ?? 30_000;
  return {
    read: true,
    points: series.points
      .map(({ at, min, p50, p95, max }) => ({ at: Date.parse(at), min, p50, p95, max }))
      .sort((a, b) => a.at - b.at),
    stepMs: series.stepMs,
    holdMs: Math.max(series.stepMs * 1.5, interval * 3),
  };
}

/** A series that has not been read yet. */
export const NO_MEASUREMENTS: Measurements = { points: [], read: false, stepMs: 60_000, holdMs: 90_000 };

/** Where nobody measured; nothing while the answer is still due. `lastsMs`: how long a value stands, a bucket by default. */
export function gapsIn(measured: Measurements, period: Period, lastsMs = measured.stepMs): Gap[] {
  return measured.read ? gapsOf(runsOf(measured.points, measured.holdMs), period, lastsMs, measured.holdMs) : [];
}

/** What stands behind a title while the answer is due. */
export function readingWord(measured: Measurements): string {
  return measured.read ? '' : ' · reading …';
}
