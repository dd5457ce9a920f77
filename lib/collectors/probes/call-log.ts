/**
 * How one call ended. `refused`: an error came back at once (of an echo: the exporter got no socket for it). `hung`: connected, then nothing until the time was up.
 * `silent`: nothing at all until the time was up. `denied`: the answer says no (an HTTP error, a wrong DNS answer).
 */
export type Outcome = 'passed' | 'refused' | 'hung' | 'silent' | 'denied';

/** One call. `at` is epoch milliseconds; `valueMs` what it measured, null when it did not pass. */
export interface Call {
  at: number;
  outcome: Outcome;
  valueMs: number | null;
}

/** The last calls of one kind to one peer, oldest first. */
export interface CallLog {
  calls: readonly Call[];
  /** Epoch milliseconds of the last answers, also of those in which the exporter could not be asked. */
  answeredAt: readonly number[];
  /** The interval to the next call as it was when the last one was made, milliseconds; 0: not told. */
  everyMs: number;
}

/** How many calls a loss is taken from, and under how many none is said. */
export const LOG_LENGTH = 30;
const MIN_FOR_RATIO = 10;

/** Gaps that the observed interval is taken from. */
const GAPS = 3;

export const EMPTY_LOG: CallLog = { calls: [], answeredAt: [], everyMs: 0 };

/** Adds an answer; without a call where the exporter could not be asked. */
export function withAnswer(log: CallLog, at: number, call: Call | null, everyMs = 0): CallLog {
  return {
    calls: call ? [...log.calls, call].slice(-LOG_LENGTH) : log.calls,
    answeredAt: [...log.answeredAt, at].slice(-(GAPS + 1)),
    everyMs,
  };
}

export function lastPass(log: CallLog): Call | undefined {
  return log.calls.findLast((call) => call.outcome === 'passed');
}

/** The calls since the last one that passed. */
export function failingStreak(log: CallLog): readonly Call[] {
  return log.calls.slice(log.calls.findLastIndex((call) => call.outcome === 'passed') + 1);
}

/** Share of calls with one of `outcomes` among them and those that passed; null under ten of them. */
export function ratioOf(log: CallLog, outcomes: readonly Outcome[]): number | null {
  const counted = log.calls.filter((call) => call.outcome === 'passed' || outcomes.includes(call.outcome));
  if (counted.length < MIN_FOR_RATIO) return null;
  return counted.filter((call) => call.outcome !== 'passed').length / counted.length;
}

/** Values of the calls that passed, milliseconds. */
export function valuesOf(log: CallLog): number[] {
  return log.calls.flatMap((call) => call.valueMs ?? []);
}

/** The middle value, or null of nothing. */
export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

/** Standard deviation, or null under three values. */
export function deviation(values: readonly number[]): number | null {
  if (values.length < 3) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

/**
 * The interval at which answers really come: the planned one, or more where a budget stretches it, as told or as seen. The
 * smallest of the last gaps, so that one pause (a cluster that was dark) does not count.
 */
export function actualInterval(log: CallLog, plannedMs: number): number {
  const gaps = log.answeredAt.slice(1).map((at, index) => at - (log.answeredAt[index] ?? at));
  return Math.max(plannedMs, log.everyMs, gaps.length < GAPS ? 0 : Math.min(...gaps));
}
