import { test as base, expect, type Page } from '@playwright/test';
import { Fleet } from '#lib/api/fleet.ts';
import { type Product, startProduct } from './start-product.ts';

/** The fleet as the API tells it. */
export async function readFleet(product: Product): Promise<Fleet> {
  const answer = await fetch(`${product.url}/api/v1/fleet`);
  return Fleet.parse(await answer.json());
}

/** Waits until the product has understood: what the API tells satisfies `holds`. */
export async function untilFleet(product: Product, holds: (fleet: Fleet) => boolean): Promise<void> {
  await expect(async () => expect(holds(await readFleet(product))).toBe(true)).toPass({ timeout: 90_000 });
}

/** No part of a page is wider than its window: nothing scrolls sideways. */
export async function expectNoSideways(page: Page): Promise<void> {
  const [content, window] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  expect(content).toBeLessThanOrEqual(window ?? 0);
}

/**
 * A test with a page that must not complain: an uncaught error or an error in the console fails it, unless `forgiven`
 * matches. `tour` is the product on the scenario of the same name, the whole story told; all files share it.
 */
export const test = base.extend<{ forgiven: RegExp | null }, { tour: Product }>({
  forgiven: [null, { option: true }],
  tour: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of what a fixture needs from this pattern
    async ({}, use) => {
      const product = await startProduct({ scenario: 'tour', speed: 2 });
      await untilFleet(product, ({ totals, clusters }) => {
        const robot = clusters.find(({ id }) => id === 'lej-robot');
        return totals.down === 14 && totals.conflict > 0 && robot?.reading === 'unread';
      });
      await use(product);
      await product.stop();
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  page: async ({ page, forgiven }, use) => {
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(`uncaught: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(`console: ${message.text()} (${message.location().url})`);
    });
    await use(page);
    expect(errors.filter((text) => !forgiven?.test(text))).toEqual([]);
  },
});

export { expect } from '@playwright/test';
