import type { Clock } from '#lib/model/clock.ts';

/** How much slower our time runs while it is ahead of the machine's. */
const SLOWER = 0.9;

/**
 * A clock that never goes back. When the machine's time is set forward it follows at once: what we know is that old. When it is
 * set back we go on a tenth slower until the machine has caught up: with a jump back everything known would look fresh, and
 * nothing would be due. `wall` and `steady` answer milliseconds; `steady` counts from anywhere and is never set.
 */
export function steadyNow(wall: () => number, steady: () => number): () => number {
  let last = { at: wall(), steadyAt: steady() };
  return () => {
    const steadyAt = steady();
    const at = Math.max(wall(), last.at + SLOWER * (steadyAt - last.steadyAt));
    last = { at, steadyAt };
    return Math.floor(at);
  };
}

/** Modules of the server are loaded more than once; there is one time. */
const shared: { causewayNow?: () => number } = globalThis as never;
shared.causewayNow ??= steadyNow(
  () => Date.now(),
  () => performance.now(),
);
const now = shared.causewayNow;

/** The real time: the only place of the product that asks for it. */
export const systemClock: Clock = {
  now,
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/** How far our time is ahead of the machine's, milliseconds: it was set back. */
export function aheadMs(): number {
  return Math.max(0, now() - Date.now());
}
