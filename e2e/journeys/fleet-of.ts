import { setTimeout as pause } from 'node:timers/promises';
import { Fleet } from '#lib/api/fleet.ts';
import type { Product } from './start-product.ts';

const ASK_EVERY_MS = 250;
const UNDERSTOOD_WITHIN_MS = 120_000;

/** The fleet as the API tells it. */
export async function readFleet(product: Product): Promise<Fleet> {
  const answer = await fetch(`${product.url}/api/v1/fleet`);
  return Fleet.parse(await answer.json());
}

/** Waits until the product has understood: what the API tells satisfies `holds`. */
export async function untilFleet(product: Product, holds: (fleet: Fleet) => boolean): Promise<void> {
  const until = Date.now() + UNDERSTOOD_WITHIN_MS;
  for (;;) {
    const fleet = await readFleet(product);
    if (holds(fleet)) return;
    if (Date.now() > until) throw new Error(`not understood in time; totals: ${JSON.stringify(fleet.totals)}`);
    await pause(ASK_EVERY_MS);
  }
}
