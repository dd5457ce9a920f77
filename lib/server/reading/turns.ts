import type { Clock } from '#lib/model/clock.ts';

/** Pieces run one after the other for this long, milliseconds; then whoever else waits has their time. */
const SLICE_MS = 20;

export interface TurnsOptions {
  /** How long others have after a slice, as a share of what it took; 1: as long. */
  rest: number;
}

/**
 * Work of many clusters, one piece at a time in order of asking, with a rest for others after each slice: a fleet in which
 * everything changes at once is read later, not in one go during which nobody is answered.
 */
export class Turns {
  readonly #clock: Clock;
  readonly #rest: number;
  #waiting: (() => void)[] = [];
  #patient: (() => void)[] = [];
  #cancel: (() => void) | undefined;
  #stopped = false;

  constructor(clock: Clock, { rest }: TurnsOptions = { rest: 1 }) {
    this.#clock = clock;
    this.#rest = rest;
  }

  /** Runs `piece` when its turn has come. */
  take(piece: () => void): void {
    this.#add(this.#waiting, piece);
  }

  /** The same for work that is long and can wait: it runs when nothing else is left, and one piece of it in every slice. */
  takePatiently(piece: () => void): void {
    this.#add(this.#patient, piece);
  }

  /** Nothing runs any more, whatever is asked. */
  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
    this.#waiting = [];
    this.#patient = [];
  }

  #add(queue: (() => void)[], piece: () => void): void {
    if (this.#stopped) return;
    queue.push(piece);
    this.#cancel ??= this.#clock.after(0, () => this.#slice());
  }

  #slice(): void {
    const startedAt = this.#clock.now();
    let spentMs = 0;
    const next = () => this.#waiting.shift() ?? this.#patient.shift();
    try {
      // What is patient is never left out for good.
      for (let piece = this.#patient.shift() ?? next(); piece; piece = spentMs < SLICE_MS ? next() : undefined) {
        piece();
        spentMs = this.#clock.now() - startedAt;
      }
    } finally {
      const left = this.#waiting.length + this.#patient.length > 0;
      this.#cancel = left ? this.#clock.after(spentMs * this.#rest, () => this.#slice()) : undefined;
    }
  }
}
