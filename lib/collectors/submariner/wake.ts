/**
 * Asks whether instants have come and remembers the next one that has not: the instant at which time alone changes a
 * reading. Instants are epoch milliseconds.
 */
export class Wake {
  readonly now: number;
  #next: number | null = null;

  constructor(now: number) {
    this.now = now;
  }

  /** Whether `at` has come; if not, it becomes a candidate for the next wake. */
  due(at: number): boolean {
    if (this.now >= at) return true;
    if (this.#next === null || at < this.#next) this.#next = at;
    return false;
  }

  get next(): number | null {
    return this.#next;
  }
}
