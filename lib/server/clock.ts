import type { Clock } from '#lib/model/clock.ts';

/** The real time: the only place of the product that asks for it. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
