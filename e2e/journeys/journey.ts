import { test as base, expect, type Page } from '@playwright/test';
import type { Product } from './start-product.ts';
import { startTour } from './start-tour.ts';

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
      const product = await startTour();
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
    const goto = page.goto.bind(page);
    page.goto = async (url, options) => {
      const response = await goto(url, options);
      // Keys and clicks count from the moment at which the browser has taken the page over.
      if (response) await page.locator('html[data-live]').waitFor({ state: 'attached' });
      return response;
    };
    await use(page);
    expect(errors.filter((text) => !forgiven?.test(text))).toEqual([]);
  },
});

export { expect } from '@playwright/test';
