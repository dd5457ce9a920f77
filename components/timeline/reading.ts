import { formatBytes, formatPercent, formatRtt } from '#lib/client/format.ts';
import type { DirectionHistory } from './direction-history.ts';
import { pointAt } from './smoke.ts';
import { markAt } from './status-spans.ts';

/** What every chart of a direction reads at one instant, in words. */
export interface Reading {
  status: string;
  rtt: string;
  full: string;
  small: string;
  size: string;
}

const NOTHING = 'no data';

/** Reads a direction at an instant, epoch milliseconds. A chart without a value there says so. */
export function readingAt(history: DirectionHistory, at: number): Reading {
  const read = (measurements: DirectionHistory['rtt']) => {
    const { points, stepMs, holdMs } = measurements;
    return pointAt(points, at, Math.max(stepMs, holdMs));
  };
  const rtt = read(history.rtt);
  const full = read(history.fullLoss);
  const small = read(history.loss);
  const size = read(history.size);
  const inferred = history.inferredFromAt !== null && size && size.at >= history.inferredFromAt;
  return {
    status: markAt(history.spans, at) ?? NOTHING,
    rtt: rtt ? `p50 ${formatRtt(rtt.p50)} · p95 ${formatRtt(rtt.p95)} ms` : small ? 'no reply' : NOTHING,
    full: full ? `${formatPercent(full.max, { digits: 1 })} %` : NOTHING,
    small: small ? `${formatPercent(small.max, { digits: 1 })} %` : NOTHING,
    size: size ? `${formatBytes(size.p50)}${inferred ? ', inferred' : ''}` : NOTHING,
  };
}

/** A reading as one sentence, for the slider of the time cursor. */
export function readingSentence(history: DirectionHistory, at: number): string {
  const reading = readingAt(history, at);
  return `${history.from} to ${history.to}: ${reading.status}, RTT ${reading.rtt}, loss full-size ${reading.full}, loss small ${reading.small}, largest packet ${reading.size}`;
}
