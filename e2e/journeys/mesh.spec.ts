import { untilFleet } from './fleet-of.ts';
import { expect, expectNoSideways, test } from './journey.ts';
import { type Product, startProduct } from './start-product.ts';

let product: Product;
test.beforeAll(async () => {
  test.setTimeout(180_000);
  product = await startProduct({ clusters: 3, scenario: 'mesh' });
  await untilFleet(product, ({ links }) =>
    links.some(({ id, status }) => id === 'dub-pay~fra-core' && status === 'degraded'),
  );
});
test.afterAll(() => product.stop());

test('a cluster id used twice is named though both ends call the other ready', async ({ page }) => {
  await page.goto(`${product.url}/links/dub-pay~lej-robot?dir=lej-robot`);
  await expect(page.getByText('2 clusters claim id 2 in cilium').first()).toBeVisible();
  await expect(page.getByText('KVStoreMesh is ready for dub-pay').first()).toBeVisible();
  await expect(page.getByText('Id 2 is used by several clusters').first()).toBeVisible();
  await expectNoSideways(page);
});

test('agents that say ready are quoted against the program that lost the peer', async ({ page }) => {
  await page.goto(`${product.url}/links/dub-pay~fra-core?dir=fra-core`);
  await expect(page.getByText('Agents say ready, and see a copy only').first()).toBeVisible();
  await expect(page.getByText('would say so through any cut').first()).toBeVisible();
});

test('a global service tells where requests go and who stands in', async ({ page }) => {
  await page.goto(`${product.url}/services?q=payments.shop`);
  const goes = page.getByRole('table', { name: 'Where requests go, by cluster' });
  const row = (cluster: string) =>
    goes.getByRole('row').filter({ has: page.getByRole('cell', { name: cluster, exact: true }).first() });
  await expect(goes.getByRole('row')).toHaveCount(4);
  await expect(goes.getByRole('row').nth(1)).toContainText('none');
  await expect(row('local')).toContainText('fra-core');
  await expect(row('remote')).toContainText('dub-pay, fra-core');
  const from = page.getByRole('table', { name: 'From each cluster to payments.shop' });
  await expect(from).toContainText('affinity local');
  await expect(from.getByRole('row').filter({ hasText: 'lej-robot' }).first()).toContainText(
    'Id 2 is used by several clusters',
  );
  await expectNoSideways(page);
});
