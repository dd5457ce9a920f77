import { type Measurements, NO_MEASUREMENTS } from './measurements.ts';
import type { StatusSpan } from './status-spans.ts';

/** Everything that is drawn of one direction over a period. Instants are epoch milliseconds. */
export interface DirectionHistory {
  from: string;
  to: string;
  spans: readonly StatusSpan[];
  rtt: Measurements;
  loss: Measurements;
  fullLoss: Measurements;
  size: Measurements;
  /** The size that should fit, bytes of IP packet; null where nobody promised one. */
  expectedBytes: number | null;
  /** How the size that passes now is known. */
  sizeBasis: 'measured' | 'inferred' | null;
  /** Sizes from this instant on are inferred from transfers; null where the size now is not. How earlier ones were known is not kept. */
  inferredFromAt: number | null;
}

/** A direction of which nothing has been read yet. */
export function emptyHistory(from: string, to: string): DirectionHistory {
  return {
    from,
    to,
    spans: [],
    rtt: NO_MEASUREMENTS,
    loss: NO_MEASUREMENTS,
    fullLoss: NO_MEASUREMENTS,
    size: NO_MEASUREMENTS,
    expectedBytes: null,
    sizeBasis: null,
    inferredFromAt: null,
  };
}

/**
 * Since when sizes are inferred: a direction whose size is inferred now has been so since its last value began, for a
 * history of sizes does not keep how each was known. Null for one that is measured.
 */
export function inferredSince(size: Measurements, basis: 'measured' | 'inferred' | null): number | null {
  if (basis !== 'inferred') return null;
  const last = size.points.at(-1);
  if (!last) return null;
  const other = size.points.findLastIndex((point) => point.p50 !== last.p50);
  return size.points[other + 1]?.at ?? last.at;
}
