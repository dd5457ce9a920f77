import type { Series } from '#lib/api/series.ts';
import type { Point } from './smoke.ts';

/** One series as the charts draw it. Instants are epoch milliseconds. */
export interface Measurements {
  points: readonly Point[];
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
    points: series.points
      .map(({ at, min, p50, p95, max }) => ({ at: Date.parse(at), min, p50, p95, max }))
      .sort((a, b) => a.at - b.at),
    stepMs: series.stepMs,
    holdMs: Math.max(series.stepMs * 1.5, interval * 3),
  };
}

/** A series that nobody measured. */
export const NO_MEASUREMENTS: Measurements = { points: [], stepMs: 60_000, holdMs: 90_000 };
