import { writeFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expectAccessibleInBothThemes } from './accessible.ts';
import { readFleet, untilFleet } from './fleet-of.ts';
import { expect, expectNoSideways, test } from './journey.ts';
import { startEmpty, startProduct } from './start-product.ts';

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

test('a history that is damaged is told on every page, with the way to the reason', async ({ page }) => {
  test.setTimeout(180_000);
  const product = await startProduct({
    scenario: 'all-healthy',
    clusters: 3,
    past: async (_, url) => writeFileSync(url.slice('file:'.length), 'no database at all\n'.repeat(500)),
  });
  try {
    await untilFleet(product, ({ totals }) => totals.total > 0 && totals.up === totals.total);
    for (const path of ['/', '/?sel=dub-pay~fra-core', '/links/dub-pay~fra-core', '/clusters/fra-core']) {
      await page.goto(product.url + path);
      const notices = page.getByRole('region', { name: 'Notices' });
      await expect(notices).toContainText(/History is not complete.*history\.db is no SQLite database/);
      await expect(page.getByText(/^(reading|loading|waiting for|asking for) /)).toHaveCount(0);
      await expect(page.getByRole('main')).not.toContainText('No history in this range');
      await expectNoSideways(page);
      await expectAccessibleInBothThemes(page);
    }
    await expect(page.getByRole('main').getByText('History is not complete')).toBeVisible();
    await page.getByRole('link', { name: /History is not complete/ }).click();
    await expect(page.getByRole('status', { name: 'Faults of our own' })).toContainText('no SQLite database');
  } finally {
    await page.goto('about:blank');
    await product.stop();
  }
});

test.describe('addresses that name nothing', () => {
  // The browser says of a page with the status 404 that it failed.
  test.use({ forgiven: /status of 404/ });

  for (const [path, title, meant] of [
    ['/links/dub-pay~fra-cor', 'There is no link dub-pay~fra-cor', 'dub-pay~fra-core'],
    ['/clusters/fra-croe', 'There is no cluster fra-croe', 'fra-core'],
  ] as const)
    test(`${path} says so, offers what was meant, and leads there and back`, async ({ page, tour }) => {
      const response = await page.goto(tour.url + path);
      expect(response?.status()).toBe(404);
      expect(await response?.text()).toContain(title);
      await expect(page.getByText(title)).toBeVisible();
      await expect(page.getByRole('link', { name: 'Show the fleet' })).toHaveAttribute('href', '/');
      await page.getByRole('navigation', { name: 'Similar names' }).getByRole('link', { name: meant }).click();
      await expect(page).toHaveURL(`${tour.url}${path.replace(/[^/]+$/, encodeURIComponent(meant))}`);
      await expect(page.getByRole('main')).not.toContainText('There is no');
    });

  for (const path of ['/links/%E0%A4%A', '/clusters/%', '/links/no~where', '/nothing'])
    test(`${path} is not found, with a way back`, async ({ page, tour }) => {
      const response = await page.goto(tour.url + path);
      expect(response?.status()).toBe(404);
      await page.getByRole('main').getByRole('link', { name: 'Show the fleet' }).click();
      await expect(page.getByRole('region', { name: 'Directions by status' })).toBeVisible();
    });

  test('a selection that is not there says so and opens nothing', async ({ page, tour }) => {
    await page.goto(`${tour.url}/?sel=dub-pay~fra-cor`);
    const panel = page.getByRole('complementary', { name: 'Selected' });
    await expect(panel).toContainText('There is no link dub-pay~fra-cor');
    await expect(panel.getByRole('link', { name: 'Open link' })).toHaveCount(0);
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/\/\?sel=/);
    await panel.getByRole('link', { name: 'Show the fleet' }).click();
    await expect(page.getByRole('complementary', { name: 'What is not up' })).toBeVisible();
  });

  test('the API answers with problem documents', async ({ request, tour }) => {
    for (const [path, status, detail] of [
      ['/api/v1/links/%E0%A4%A', 400, '%25'],
      ['/api/nothing', 404, '/api/v1/openapi.json'],
      ['/api/v1/fleet?veiw=matrix', 400, 'veiw'],
      ['/api/v1/links/no~where', 404, 'no link'],
    ] as const) {
      const answer = await request.get(tour.url + path);
      expect(answer.headers()['content-type']).toBe('application/problem+json');
      expect(await answer.json()).toMatchObject({ status, detail: expect.stringContaining(detail) });
      expect(answer.status()).toBe(status);
    }
    const posted = await request.post(`${tour.url}/api/v1/fleet`);
    expect([posted.status(), posted.headers().allow]).toEqual([405, 'GET, HEAD, OPTIONS']);
    const foreign = await request.get(`${tour.url}/api/v1/fleet`, { headers: { host: 'evil.example' } });
    expect([foreign.status(), (await foreign.json()).detail]).toEqual([421, expect.stringContaining('allowedHosts')]);
  });
});

test('a kubeconfig that is not there is named on the fleet, which is empty for it', async ({ page }) => {
  const product = await startEmpty({ kubeconfig: null });
  try {
    await page.goto(product.url);
    const alert = page.getByRole('main').getByRole('alert');
    await expect(alert).toContainText(/kubeconfig: the file does not exist/);
    await expect(page.getByRole('main')).toContainText('Set KUBECONFIG to it');
  } finally {
    await page.goto('about:blank');
    await product.stop();
  }
});
