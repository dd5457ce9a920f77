const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A choice of the range buttons: `range=` in the address. */
export interface Range {
  id: string;
  label: string;
  lengthMs: number;
  /** Width of a point in the charts. */
  stepMs: number;
  /** How often the charts ask again. */
  refreshMs: number;
}

/** The five choices, shortest first. */
export const RANGES = [
  { id: '1h', label: '1 h', lengthMs: HOUR_MS, stepMs: MINUTE_MS, refreshMs: 10_000 },
  { id: '6h', label: '6 h', lengthMs: 6 * HOUR_MS, stepMs: 5 * MINUTE_MS, refreshMs: 30_000 },
  { id: '24h', label: '24 h', lengthMs: DAY_MS, stepMs: 15 * MINUTE_MS, refreshMs: 60_000 },
  { id: '7d', label: '7 d', lengthMs: 7 * DAY_MS, stepMs: HOUR_MS, refreshMs: 300_000 },
  { id: '30d', label: '30 d', lengthMs: 30 * DAY_MS, stepMs: 6 * HOUR_MS, refreshMs: 300_000 },
] as const satisfies readonly Range[];

/** The range an address names; one hour when it names none, or none that exists. */
export function rangeOf(id: string | null | undefined): Range {
  return RANGES.find((range) => range.id === id) ?? RANGES[0];
}

/** Points to ask for, so that one is `stepMs` wide. */
export function pointsOf(range: Range): number {
  return Math.round(range.lengthMs / range.stepMs);
}
