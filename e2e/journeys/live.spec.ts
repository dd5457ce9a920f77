import { loadScenario } from '#e2e/simulator/scenario.ts';
import { untilFleet } from './fleet-of.ts';
import { expect, test } from './journey.ts';
import { startProduct } from './start-product.ts';

type Running = Awaited<ReturnType<typeof startProduct>>;

const PAGES = ['/', '/links/dub-pay~fra-core', '/clusters/fra-core', '/sources'];
let product: Running;

test.describe.configure({ mode: 'serial' });
// A browser says of every request to a server that is gone that it failed.
test.use({ forgiven: /^console: Failed to load resource: net::ERR_/ });

test.beforeAll(async () => {
  test.setTimeout(180_000);
  product = await startProduct({ clusters: 3, scenario: loadScenario('all-healthy') });
  await untilFleet(product, ({ totals }) => totals.total === 6 && totals.up === 6);
});
test.afterAll(() => product.stop());

test('a change in the world appears on the open page, and goes again', async ({ page }) => {
  await page.goto(product.url);
  const counts = page.getByRole('region', { name: 'Directions by status' });
  await expect(counts.getByRole('button', { name: /^6 ?up/ })).toBeVisible();
  await page.evaluate(() => Reflect.set(window, 'loadedOnce', true));
  product.simulator.set({ from: 'fra-core', to: 'dub-pay', bothWays: true, cut: true });
  await expect(counts.getByRole('button', { name: /^2 ?down/ })).toBeVisible({ timeout: 30_000 });
  const trunk = page.getByRole('application').locator('title').filter({ hasText: 'Frankfurt DC → AWS Dublin: ' });
  await expect(trunk).toContainText('Frankfurt DC → AWS Dublin: 1 down');
  await expect(trunk).toContainText('AWS Dublin → Frankfurt DC: 1 down');
  product.simulator.set({ from: 'fra-core', to: 'dub-pay', bothWays: true, cut: false });
  await expect(counts.getByRole('button', { name: /^6 ?up/ })).toBeVisible({ timeout: 60_000 });
  expect(await page.evaluate(() => Reflect.get(window, 'loadedOnce'))).toBe(true);
});

test('every open page says within 5 s that the server is gone, and heals by itself when it is back', async ({
  context,
  page,
}) => {
  test.setTimeout(120_000);
  const others = await Promise.all(PAGES.slice(1).map(() => context.newPage()));
  const open = [page, ...others];
  for (const [index, one] of open.entries()) {
    await one.goto(product.url + PAGES[index]);
    await one.evaluate(() => Reflect.set(window, 'loadedOnce', true));
    await expect(one.getByRole('status').filter({ hasText: /^Live$/ })).toBeVisible();
  }
  await product.kill();
  const killedAt = Date.now();
  await Promise.all(
    open.map((one) =>
      expect(one.getByRole('alert').filter({ hasText: /NOT LIVE/ })).toContainText(
        /server silent .*everything here is from/,
        {
          timeout: Math.max(1, killedAt + 5000 - Date.now()),
        },
      ),
    ),
  );
  await product.restart();
  for (const one of open) {
    await expect(one.getByRole('status').filter({ hasText: /^Live$/ })).toBeVisible({ timeout: 30_000 });
    await expect(one.getByRole('alert').filter({ hasText: /NOT LIVE/ })).toHaveCount(0);
    expect(await one.evaluate(() => Reflect.get(window, 'loadedOnce'))).toBe(true);
  }
  await expect(
    page.getByRole('region', { name: 'Directions by status' }).getByRole('button', { name: /^6 ?up/ }),
  ).toBeVisible({
    timeout: 60_000,
  });
});

test('a server that hangs with its connections open is silent too, and heals by itself', async ({ page }) => {
  await page.goto(product.url);
  await expect(page.getByRole('status').filter({ hasText: /^Live$/ })).toBeVisible();
  const goOn = product.freeze();
  try {
    await expect(page.getByRole('alert').filter({ hasText: /NOT LIVE/ })).toContainText('server silent', {
      timeout: 5000,
    });
  } finally {
    goOn();
  }
  await expect(page.getByRole('status').filter({ hasText: /^Live$/ })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole('alert').filter({ hasText: /NOT LIVE/ })).toHaveCount(0);
});
