/**
 * The one clock of the product. Everything that needs time is handed one, so that tests and replays run in virtual time.
 * Instants are epoch milliseconds, UTC.
 */
export interface Clock {
  /** The current instant, epoch milliseconds. */
  now(): number;
  /** Runs `run` once after `ms` milliseconds; the answer cancels it. */
  after(ms: number, run: () => void): () => void;
}

/** A clock that stands still until `advance` is called: for tests and replays. */
export class VirtualClock implements Clock {
  #now: number;
  #next = 0;
  #timers: { at: number; order: number; run: () => void }[] = [];

  constructor(startAt = 0) {
    this.#now = startAt;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#now + Math.max(0, ms), order: this.#next++, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Moves to `at`, firing due timers in order of their instants. */
  advanceTo(at: number): void {
    for (;;) {
      const due = this.#timers
        .filter((timer) => timer.at <= at)
        .sort((a, b) => a.at - b.at || a.order - b.order)
        .at(0);
      if (!due) break;
      this.#timers = this.#timers.filter((other) => other !== due);
      this.#now = Math.max(this.#now, due.at);
      due.run();
    }
    this.#now = Math.max(this.#now, at);
  }

  advance(ms: number): void {
    this.advanceTo(this.#now + ms);
  }
}
