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
  #stopped = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Runs `piece` when its turn has come. */
  take(piece: () => void): void {
    if (this.#stopped) return;
    this.#waiting.push(piece);
    this.#cancel ??= this.#clock.after(0, () => this.#slice());
  }

  /** Nothing runs any more, whatever is asked. */
  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
    this.#waiting = [];
  }

  #slice(): void {
    const startedAt = this.#clock.now();
    let spentMs = 0;
    try {
      for (let piece = this.#waiting.shift(); piece; piece = spentMs < SLICE_MS ? this.#waiting.shift() : undefined) {
        piece();
        spentMs = this.#clock.now() - startedAt;
      }
    } finally {
      this.#cancel = this.#waiting.length > 0 ? this.#clock.after(spentMs, () => this.#slice()) : undefined;
    }
  }
}
