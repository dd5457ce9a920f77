import 'server-only';
import type { Clock } from '#lib/model/clock.ts';

/**
 * Calls of an address that cost more than a glance: so many at once, and so many a second for long. A page of a link asks
 * eight at once; a call takes some milliseconds of the one thread that answers everybody.
 */
const HEAVY_CALLS = { atOnce: 500, perSecond: 50 };
/** Streams that one address may hold open: a company behind one address, not a program that opens without end. */
const MOST_STREAMS = 200;
/** Addresses that are remembered before those who are calm again are forgotten. */
const MOST_ADDRESSES = 10_000;

/** Counts calls by address: each has a purse that fills with time. */
export class CallLimit {
  readonly #clock: Clock;
  readonly #atOnce: number;
  readonly #perSecond: number;
  /** When the purse of an address is full again, epoch milliseconds. */
  readonly #fullAt = new Map<string, number>();

  constructor(clock: Clock, { atOnce, perSecond } = HEAVY_CALLS) {
    this.#clock = clock;
    this.#atOnce = atOnce;
    this.#perSecond = perSecond;
  }

  /** Counts one call; answers 0, or the whole seconds after which to come again. */
  take(address: string): number {
    const now = this.#clock.now();
    const fullAt = Math.max(now, this.#fullAt.get(address) ?? 0) + 1000 / this.#perSecond;
    const overMs = fullAt - now - (1000 * this.#atOnce) / this.#perSecond;
    // In floating point a purse is full a hair too early or too late.
    if (overMs > 1e-6) return Math.ceil(overMs / 1000);
    this.#fullAt.set(address, fullAt);
    if (this.#fullAt.size > MOST_ADDRESSES) this.#forget(now);
    return 0;
  }

  #forget(now: number): void {
    for (const [address, fullAt] of this.#fullAt) if (fullAt <= now) this.#fullAt.delete(address);
  }
}

/** Counts what an address holds open. */
export class OpenLimit {
  readonly #most: number;
  readonly #open = new Map<string, number>();

  constructor(most = MOST_STREAMS) {
    this.#most = most;
  }

  /** Counts one more and answers how to give it back, once; null where there are too many. */
  enter(address: string): (() => void) | null {
    const open = this.#open.get(address) ?? 0;
    if (open >= this.#most) return null;
    this.#open.set(address, open + 1);
    let left = false;
    return () => {
      if (left) return;
      left = true;
      const rest = (this.#open.get(address) ?? 1) - 1;
      if (rest > 0) this.#open.set(address, rest);
      else this.#open.delete(address);
    };
  }
}
