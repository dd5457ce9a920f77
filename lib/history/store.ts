import 'server-only';

/** What JSON can say. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Names one series: whose number (`a>b`, `a~b`, a cluster's id) and which (`rttMs`: the unit stands in the name). */
export interface SeriesKey {
  readonly subject: string;
  readonly metric: string;
}

/** One number of a tick; `null` (asked, nothing heard) is stored as a gap, exactly as a series left out of the tick. */
export interface Sample {
  readonly series: SeriesKey;
  readonly value: number | null;
}

/** The kinds of things whose state is kept over time; a subject is unique within its kind. */
export type TransitionKind = 'verdict' | 'finding' | 'membership';

/**
 * From `at` (epoch ms) on, the subject is in this state; `state: null` says that it has ended or was removed.
 * @example {at, kind: 'verdict', subject: 'a>b', state: {status: 'down', conflict: true, ownerLayer: 'path', words: {...}}}
 */
export interface Transition {
  readonly at: number;
  readonly kind: TransitionKind;
  readonly subject: string;
  readonly state: Json;
}

/** Everything learnt at one instant `at` (epoch ms); a series has at most one sample in it (of two, the last counts). */
export interface Tick {
  readonly at: number;
  readonly samples: readonly Sample[];
  readonly transitions: readonly Transition[];
}

/** One bucket, or one sample (then count is 1 and all figures are equal), beginning at `fromAt` (epoch ms). */
export interface Point {
  readonly fromAt: number;
  readonly min: number;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
  readonly count: number;
}

/** Half-open span of time, `fromAt <= t < toAt`, epoch ms. */
export interface Span {
  readonly fromAt: number;
  readonly toAt: number;
}

/**
 * A down-sampled series. `widthMs` is the width of every bucket, 0 where the points are the samples themselves. Buckets
 * without a sample are left out: a distance over `widthMs` between points is a gap.
 */
export interface SeriesAnswer {
  readonly widthMs: number;
  readonly points: Point[];
}

/** Figures of one series over a span; `values` stand in the order of the asked quantiles, `null` without samples. */
export interface QuantileAnswer {
  readonly series: SeriesKey;
  readonly count: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly values: (number | null)[];
}

/** Which transitions to read; `subjectPrefix` is compared as text, without wildcards. */
export interface TransitionFilter {
  readonly kind?: TransitionKind;
  readonly subject?: string;
  readonly subjectPrefix?: string;
}

/** `before`: the state of each subject at `fromAt`; `transitions`: those after it, oldest first; `more`: cut at the limit. */
export interface TransitionAnswer {
  readonly before: Transition[];
  readonly transitions: Transition[];
  readonly more: boolean;
}

/** What a round of retention did. `pending`: there is more to do, call again; `overBudget`: only what is kept for ever is left. */
export interface RetentionReport {
  readonly rawToMinutes: number;
  readonly minutesDropped: number;
  readonly rawBefore: number | null;
  readonly minutesBefore: number | null;
  readonly reason: 'age' | 'bytes' | null;
  readonly pending: boolean;
  readonly overBudget: boolean;
}

/** How much there is; instants are epoch ms, `null` where there is nothing. */
export interface HistoryStats {
  readonly bytes: number;
  readonly fileBytes: number;
  readonly series: number;
  readonly rawPages: number;
  readonly minutePages: number;
  readonly hourPages: number;
  readonly headTicks: number;
  readonly transitions: number;
  readonly oldestRawAt: number | null;
  readonly oldestMinuteAt: number | null;
  readonly oldestHourAt: number | null;
}

/**
 * Samples and transitions over time. Every method throws `HistoryError` only.
 *
 * When the clock jumps: nothing is refused or lost. Samples are read by their instant, those of one instant in order of
 * arrival. Of the transitions of a subject at or before an instant the one that *arrived* last is its state then: what
 * was written under a clock that ran ahead is superseded by what is written after the clock was set right.
 */
export interface HistoryStore {
  /** One atomic write, on disk when the promise resolves; after an error nothing of it is kept and it may be tried again. */
  commit(tick: Tick): Promise<void>;
  /** Many ticks (oldest first), a few hundred to a write: for made or imported history. After an error a first part is kept. */
  load(ticks: Iterable<Tick>): Promise<void>;
  /** At most `points` buckets that keep every minimum and maximum, or the samples themselves where they are no more than that. */
  series(query: SeriesKey & Span & { readonly points: number }): Promise<SeriesAnswer>;
  /** Quantiles (0..1) of many series, within 1 % of a sample's value; the ends of the span are exact while raw samples last. */
  quantiles(series: readonly SeriesKey[], span: Span, quantiles: readonly number[]): Promise<QuantileAnswer[]>;
  /** Every series ever written whose subject begins so. */
  seriesKeys(filter?: { readonly subjectPrefix?: string; readonly metric?: string }): Promise<SeriesKey[]>;
  /** The state of each subject at an instant: its last transition at or before it, unless that one ended it. */
  stateAt(at: number, filter?: TransitionFilter): Promise<Transition[]>;
  /** Transitions with `fromAt < at < toAt` and the states they start from; `limit` defaults to 10,000. */
  transitions(query: TransitionFilter & Span & { readonly limit?: number }): Promise<TransitionAnswer>;
  /** Instant of the tick that was committed last, `null` in an empty history. */
  lastCommittedAt(): Promise<number | null>;
  /** A small document kept under a key; `undefined` when there is none. */
  getMeta(key: string): Promise<Json | undefined>;
  setMeta(key: string, value: Json): Promise<void>;
  /** One short round of ageing, `now` in epoch ms; call it after every tick. Transitions and hours are never dropped. */
  retain(now: number): Promise<RetentionReport>;
  stats(): Promise<HistoryStats>;
  close(): Promise<void>;
}
