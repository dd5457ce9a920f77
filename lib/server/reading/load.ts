/** How often the load is looked at, milliseconds. */
const LOOK_EVERY_MS = 5000;
/** Over the first share of its time our thread has too much to do; under the second one it has time for more. */
const BUSY = { most: 0.75, least: 0.65 };
/** What one look changes, and how far it goes. */
const STEPS = { up: 1.3, down: 0.9, most: 10 };

/**
 * How much longer the intervals of budgeted calls are because this machine can't keep up. A fleet that is too large for it is
 * measured less often, and says so; it must not be judged late, or painted late.
 */
export class Load {
  readonly #busyRatio: () => number;
  #lookedAt: number | null = null;
  #stretch = 1;

  /** `busyRatio`: the share of time that our thread was busy since it was asked last, 0 to 1. */
  constructor(busyRatio: () => number) {
    this.#busyRatio = busyRatio;
  }

  /** By how much intervals are longer; 1: not at all. */
  get stretch(): number {
    return this.#stretch;
  }

  /** Looks again when it is time to. */
  look(now: number): void {
    if (this.#lookedAt !== null && now - this.#lookedAt < LOOK_EVERY_MS) return;
    const ratio = this.#busyRatio();
    // What was before the first look is the start, which is no measure of anything.
    if (this.#lookedAt !== null && ratio > BUSY.most) this.#stretch = Math.min(STEPS.most, this.#stretch * STEPS.up);
    else if (ratio < BUSY.least) this.#stretch = Math.max(1, this.#stretch * STEPS.down);
    this.#lookedAt = now;
  }
}
