import type { Clock } from '#lib/model/clock.ts';

/** Pieces run one after the other for this long, milliseconds; then whoever else waits has as long. */
const SLICE_MS = 20;

/**
 * Work of many clusters, one piece at a time in order of asking, at most half of the time: a fleet in which everything
 * changes at once is read later, not in one go during which nobody is answered.
 */
export class Turns {
  readonly #clock: Clock;
  #waiting: (() => void)[] = [];
  #cancel: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Runs `piece`, which must not throw, when its turn has come. */
  take(piece: () => void): void {
    this.#waiting.push(piece);
    this.#cancel ??= this.#clock.after(0, () => this.#slice());
  }

  stop(): void {
    this.#cancel?.();
    this.#waiting = [];
  }

  #slice(): void {
    const startedAt = this.#clock.now();
    let done = 0;
    for (const piece of this.#waiting) {
      piece();
      done += 1;
      if (this.#clock.now() - startedAt >= SLICE_MS) break;
    }
    this.#waiting = this.#waiting.slice(done);
    const pauseMs = this.#clock.now() - startedAt;
    this.#cancel = this.#waiting.length > 0 ? this.#clock.after(pauseMs, () => this.#slice()) : undefined;
  }
}
