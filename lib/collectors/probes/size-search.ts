import type { Unsent } from './answer.ts';
import { DF_SIZES } from './modules.ts';

/** What is known of one size. Instants are epoch milliseconds. */
export interface SizeOutcome {
  at: number;
  passed: boolean;
  /** Failures in a row. */
  failures: number;
  /** The last failure was none of the path: this host would not send the packet. */
  unsent: Unsent | null;
}

/** The result of a finished search; without `largest` and not `silent` nothing was ever sent. */
export interface Limit {
  /** The largest size that makes the round trip, bytes; null: not even the smallest. */
  largest: number | null;
  /** The size above it, which does not; null: all sizes pass. */
  failing: number | null;
  /** Larger packets vanish without "message too long". */
  silent: boolean;
}

/**
 * The search for the largest do-not-fragment packet that makes the round trip. At rest the two sizes at the limit are
 * asked; a changed answer or a hanging transfer starts a new search.
 */
export interface SizeSearch {
  outcomes: Readonly<Record<number, SizeOutcome>>;
  /** Answers before this instant say nothing in the running search. */
  startedAt: number;
  /** The running search follows a suspicion: its steps come soon. The first one has time. */
  urgent: boolean;
  /** Nothing while a search is running. */
  limit: Limit | null;
  /** The largest size that ever passed here. */
  largestEver: number | null;
  /** Sizes whose module the exporter does not have. */
  missing: readonly number[];
}

/** What makes a lost packet of one size mean more than loss. */
export interface SearchContext {
  /** Epoch milliseconds: the last time that anything came back from the peer. */
  aliveAt: number;
  /** Of small echoes, or null where not known. */
  lossRatio: number | null;
  /** The size to begin with. */
  guess: number | null;
}

export const NEW_SEARCH: SizeSearch = {
  outcomes: {},
  startedAt: 0,
  urgent: false,
  limit: null,
  largestEver: null,
  missing: [],
};

/** The chance to call a size too large by mere loss of packets stays under this. */
const CHANCE = 0.01;
const MAX_FAILURES = 6;

export function withOutcome(
  search: SizeSearch,
  size: number,
  answer: { at: number; passed: boolean; unsent: Unsent | null },
): SizeSearch {
  const failures = answer.passed ? 0 : (search.outcomes[size]?.failures ?? 0) + 1;
  // A module that was missing is there now: the exporter has got our file, so the others may be there as well.
  const base = search.missing.includes(size) ? { ...doubt(search, answer.at), missing: [] } : search;
  return {
    ...base,
    outcomes: { ...search.outcomes, [size]: { ...answer, failures } },
    largestEver: answer.passed ? Math.max(size, search.largestEver ?? 0) : search.largestEver,
  };
}

/** Remembers that the exporter has no module for a size. */
export function withMissing(search: SizeSearch, size: number): SizeSearch {
  return search.missing.includes(size) ? search : { ...search, missing: [...search.missing, size], limit: null };
}

/** Starts over: everything that is known may have changed. */
export function doubt(search: SizeSearch, now: number): SizeSearch {
  return { ...search, startedAt: now, urgent: true, limit: null };
}

/** The sizes the exporter has modules for. */
function sizesOf(search: SizeSearch): number[] {
  return DF_SIZES.filter((size) => !search.missing.includes(size));
}

/** Too large for sure: refused by this host, or lost more often than chance allows while other packets came through later. */
function tooLarge(outcome: SizeOutcome, context: SearchContext): boolean {
  if (outcome.passed || context.aliveAt <= outcome.at) return false;
  const loss = context.lossRatio ?? 0;
  const needed = loss <= 0 ? 2 : Math.min(MAX_FAILURES, Math.max(2, Math.ceil(Math.log(CHANCE) / Math.log(loss))));
  return outcome.unsent !== null || outcome.failures >= needed;
}

function bounds(search: SizeSearch, sizes: readonly number[], context: SearchContext): { low: number; high: number } {
  const current = (size: number) => {
    const outcome = search.outcomes[size];
    return outcome && outcome.at >= search.startedAt ? outcome : undefined;
  };
  const low = sizes.findLastIndex((size) => current(size)?.passed);
  const above = sizes.findIndex((size, index) => {
    const outcome = index > low ? current(size) : undefined;
    return outcome !== undefined && tooLarge(outcome, context);
  });
  return { low, high: above < 0 ? sizes.length : above };
}

/** Ends the search when the limit is found, and starts one when an answer at the limit has changed. */
export function settle(search: SizeSearch, context: SearchContext): SizeSearch {
  const sizes = sizesOf(search);
  if (sizes.length === 0) return search;
  if (search.limit) return changedAtLimit(search, search.limit, context);
  const mute = sizes.find((size) => search.outcomes[size]?.unsent === 'socket');
  if (mute !== undefined) return { ...search, limit: { largest: null, failing: mute, silent: false } };
  const { low, high } = bounds(search, sizes, context);
  if (high - low > 1) return search;
  const failing = sizes[high] ?? null;
  const silent = failing !== null && search.outcomes[failing]?.unsent === null;
  return { ...search, limit: { largest: sizes[low] ?? null, failing, silent } };
}

function changedAtLimit(search: SizeSearch, limit: Limit, context: SearchContext): SizeSearch {
  const below = limit.largest === null ? undefined : search.outcomes[limit.largest];
  const above = limit.failing === null ? undefined : search.outcomes[limit.failing];
  if (below && tooLarge(below, context)) return doubt(search, below.at);
  if (above?.passed) return doubt(search, above.at);
  const silent = above ? above.unsent === null : limit.silent;
  return silent === limit.silent ? search : { ...search, limit: { ...limit, silent } };
}

/** How soon to ask: `soon` a failure to confirm or a step of an urgent search, `step` one of a search that has time, `rest` at the limit. */
export type Pace = 'soon' | 'step' | 'rest';

/** The sizes to ask now. */
export function sizesToAsk(search: SizeSearch, context: SearchContext): { size: number; pace: Pace }[] {
  const sizes = sizesOf(search);
  if (search.limit) {
    const { largest, failing } = search.limit;
    return [largest, failing].flatMap((size) => {
      if (size === null) return [];
      return [{ size, pace: size === largest && isFailing(search, size) ? 'soon' : 'rest' }];
    });
  }
  if (sizes.length === 0) return DF_SIZES.slice(0, 1).map((size) => ({ size, pace: 'rest' }));
  const { low, high } = bounds(search, sizes, context);
  if (high - low <= 1) return [];
  const size = sizes[nextIndex(sizes, low, high, context.guess)];
  return size === undefined ? [] : [{ size, pace: search.urgent || isFailing(search, size) ? 'soon' : 'step' }];
}

/** Its last answer in what counts now was a loss that is not confirmed yet. */
function isFailing(search: SizeSearch, size: number): boolean {
  const outcome = search.outcomes[size];
  return outcome !== undefined && !outcome.passed && outcome.at >= search.startedAt;
}

/** First the guess, then the size above it, then halves. */
function nextIndex(sizes: readonly number[], low: number, high: number, guess: number | null): number {
  const guessed = guess === null ? -1 : sizes.findLastIndex((size) => size <= guess);
  if (guessed > low && guessed < high && low === -1) return guessed;
  if (guessed === low && low >= 0) return low + 1;
  return (low + high) >> 1;
}
