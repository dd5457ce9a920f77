import type { Page } from '@playwright/test';
import { readFleet, untilFleet } from './fleet-of.ts';
import { expect, expectNoSideways, test } from './journey.ts';
import { startProduct } from './start-product.ts';

type Running = Awaited<ReturnType<typeof startProduct>>;

/** What hostile text would have made of a page that takes it for markup. The page's own pictures are inline SVG. */
async function expectOnlyText(page: Page): Promise<void> {
  await expect(page.locator('img, iframe, object, embed, [onerror], [onload], body b > script')).toHaveCount(0);
  expect(
    await page.evaluate(() => [...document.scripts].map(({ text }) => text).filter((text) => text.startsWith('alert'))),
  ).toEqual([]);
}

test.describe('a cluster that answers malformed, hostile and enormous things', () => {
  let product: Running;
  test.beforeAll(async () => {
    test.setTimeout(180_000);
    product = await startProduct({ scenario: 'cluster-rubbish' });
    await untilFleet(product, ({ totals }) => totals.total >= 116 && totals.up > 80);
  });
  test.afterAll(() => product.stop());

  for (const path of [
    '/',
    '/?view=matrix',
    '/?sel=cluster:ams-bi',
    '/clusters/ams-bi',
    '/clusters/fra-core',
    '/sources',
  ]) {
    test(`breaks no layout and runs nothing: ${path}`, async ({ page }) => {
      page.on('dialog', () => expect('a dialogue').toBe('never opened'));
      await page.goto(product.url + path);
      await expect(page.getByRole('status').filter({ hasText: /^Live$/ })).toBeVisible();
      await expect(page.getByRole('main')).toContainText('ams-bi');
      await expectNoSideways(page);
      await expectOnlyText(page);
    });
  }

  test('what it names is shown as text, on a page of its own', async ({ page }) => {
    const { clusters } = await readFleet(product);
    const strange = clusters.filter(({ reading }) => reading === 'hearsay');
    for (const { id } of strange) {
      await page.goto(`${product.url}/clusters/${encodeURIComponent(id)}`);
      await expect(page.getByRole('heading', { level: 1 })).toContainText('We have never read');
      await expectNoSideways(page);
      await expectOnlyText(page);
    }
    const { links } = await readFleet(product);
    const known = new Set(product.simulator.world.fleet.links.map(({ id }) => id));
    for (const { id } of links.filter((link) => !known.has(link.id)).slice(0, 3)) {
      await page.goto(`${product.url}/links/${encodeURIComponent(id)}`);
      await expect(page.getByRole('table', { name: /^Layers of both directions/ })).toBeVisible();
      await expectNoSideways(page);
      await expectOnlyText(page);
    }
  });

  test('the sources say what is wrong with it, and nobody else is spoilt', async ({ page }) => {
    await page.goto(`${product.url}/sources?state=failed`);
    const rows = page.getByRole('row').filter({ has: page.getByRole('link', { name: 'ams-bi', exact: true }) });
    await expect(rows.first()).toContainText('malformed');
    const fleet = await readFleet(product);
    const others = fleet.links.filter(({ clusters }) => !clusters.includes('ams-bi'));
    expect(others.flatMap(({ directions }) => directions.filter(({ status }) => status !== 'up'))).toEqual([]);
    const blind = fleet.clusters.filter(({ id, reading }) => id !== 'ams-bi' && reading === 'unread');
    expect(blind).toEqual([]);
  });
});

test('a cluster that hangs is named with the reason; its links lean on the other witness', async ({ page }) => {
  test.setTimeout(180_000);
  const product = await startProduct({ scenario: 'cluster-hangs', clusters: 3, speed: 4 });
  try {
    await untilFleet(product, ({ clusters }) =>
      clusters.some(({ id, reading }) => id === 'lej-robot' && reading === 'unread'),
    );
    await page.goto(`${product.url}/sources?state=failed`);
    const rows = page.getByRole('row').filter({ has: page.getByRole('link', { name: 'lej-robot', exact: true }) });
    await expect(rows.first()).toContainText(/failed timeout|failed.*silent/);
    // One silence is one sentence, however many questions it leaves open.
    for (const text of await rows.allTextContents()) expect(text.match(/waited \d+ ms/g) ?? []).toHaveLength(1);
    await expect(page.getByRole('link', { name: 'dub-pay', exact: true })).toHaveCount(0);
    await page.goto(`${product.url}/?sel=fra-core~lej-robot`);
    await expect(page.getByRole('complementary', { name: 'Selected' })).toContainText('1 of 2 witnesses');
  } finally {
    await page.goto('about:blank');
    await product.stop();
  }
});
