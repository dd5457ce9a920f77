import { performance } from 'node:perf_hooks';
import type { Clock } from '#lib/model/clock.ts';
import { Load } from '../reading/load.ts';

/** How often it is looked whether this thread keeps up, milliseconds. */
const LOOK_EVERY_MS = 1000;

/** The load of this thread, looked at as long as it runs. */
export class OwnLoad {
  readonly #clock: Clock;
  readonly #load = new Load(busySinceLast());
  #cancel: () => void = () => {};

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** By how much intervals are longer; 1: not at all. */
  get stretch(): number {
    return this.#load.stretch;
  }

  /** Looks now and from now on; `looked` is told each time. */
  start(looked: (stretch: number) => void = () => {}): void {
    this.#load.look(this.#clock.now());
    looked(this.stretch);
    this.#cancel = this.#clock.after(LOOK_EVERY_MS, () => this.start(looked));
  }

  stop(): void {
    this.#cancel();
  }
}

/** Answers the share of time that this thread was busy since it was asked last. */
function busySinceLast(): () => number {
  let last = performance.eventLoopUtilization();
  return () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, last);
    last = now;
    return utilization;
  };
}
