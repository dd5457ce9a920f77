import type { DnsAnswer, DnsOutcome } from '#lib/model/dns-answer.ts';
import type { Poll } from '../collector.ts';

/** One answer of the resolver. `at` is epoch milliseconds, `tookMs` what the lookup took. */
export interface NameCall {
  at: number;
  outcome: DnsOutcome;
  says: string;
  tookMs: number;
}

/** What is remembered of one name. */
export interface KnownName {
  /** The last answer, and how many in a row came to the same. */
  last: NameCall | null;
  inRow: number;
  /** What is told of it; null while nothing is sure. */
  told: DnsAnswer | null;
  /** Why it could not be asked; empty when it could. */
  trouble: string;
}

/** What is remembered of all names that are asked in one cluster. */
export interface NameMemory {
  /** By poll key. */
  known: ReadonlyMap<string, KnownName>;
  /** The questions to repeat; the same array while they are the same. */
  polls: readonly Poll[];
  /** Services whose names are not asked: there are more than the limit. */
  leftOut: number;
}

export const NEW_NAME: KnownName = { last: null, inRow: 0, told: null, trouble: '' };
export const NO_NAMES: NameMemory = { known: new Map(), polls: [], leftOut: 0 };
