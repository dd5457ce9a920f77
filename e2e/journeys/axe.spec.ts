import type { Page } from '@playwright/test';
import { expectAccessible, expectAccessibleInBothThemes } from './accessible.ts';
import { expect, test } from './journey.ts';
import { startEmpty } from './start-product.ts';

const PAGES: readonly [name: string, path: string][] = [
  ['the map', '/?view=map'],
  ['the map with a link selected', '/?sel=dub-pay~fra-core&dir=fra-core'],
  ['the matrix with a filter and a cluster selected', '/?view=matrix&status=down&sel=cluster:lej-robot'],
  ['a link', '/links/dub-pay~fra-core'],
  ['a cluster', '/clusters/fra-core'],
  ['a cluster that is not read', '/clusters/lej-robot'],
  ['the sources', '/sources'],
  ['the services', '/services'],
  ['a service that nobody exports', '/services?q=paymnet.default'],
  ['a link that is not there', '/links/no~where'],
  ['an address that names nothing', '/nothing'],
];

/** All that is drawn is there: live, nothing said to be on its way, the charts included. */
async function settle(page: Page): Promise<void> {
  await expect(page.getByRole('status').filter({ hasText: /^Live$/ })).toBeVisible();
  await expect(page.getByText(/^(reading|loading|waiting for|asking for) /)).toHaveCount(0);
}

// The browser says of a page with the status 404 that it failed.
test.use({ forgiven: /status of 404/ });

// Colours that are on their way from one theme to the other are no colours of either.
test.use({ contextOptions: { reducedMotion: 'reduce' } });

for (const [name, path] of PAGES) {
  test(`${name} has no fault of accessibility, dark and light`, async ({ page, tour }) => {
    await page.goto(tour.url + path);
    await settle(page);
    await expectAccessibleInBothThemes(page);
  });
}

test('the empty fleet says what to do, without a fault of accessibility', async ({ page }) => {
  const product = await startEmpty();
  try {
    await page.goto(product.url);
    await expect(page.getByText('No cluster is configured')).toBeVisible();
    await settle(page);
    await expectAccessibleInBothThemes(page);
    await page.getByRole('link', { name: 'Show what is read' }).click();
    await expect(page.getByText('Nobody is listened to')).toBeVisible();
    await expectAccessible(page);
  } finally {
    await page.goto('about:blank');
    await product.stop();
  }
});
