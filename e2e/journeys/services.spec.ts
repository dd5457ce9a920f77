import { expectAccessibleInBothThemes } from './accessible.ts';
import { expect, expectNoSideways, test } from './journey.ts';

test('a service tells from which clusters it can be reached, and why not where not', async ({ page, tour }) => {
  await page.goto(`${tour.url}/services?q=checkout.shop`);
  await expect(page.getByRole('link', { name: 'Services', exact: true })).toHaveAttribute('aria-current', 'page');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('checkout.shop');
  const chain = page.getByRole('table', { name: 'From each cluster to checkout.shop' });
  await expect(chain.getByRole('row').filter({ hasText: 'ams-crm' })).toContainText('imported');
  await expect(chain.getByRole('row').filter({ hasText: 'exports it, answers itself first' })).not.toHaveCount(0);
  await expect(page.getByRole('table', { name: 'Exporters, oldest export first' })).toContainText('valid');
  await expectNoSideways(page);
  await expectAccessibleInBothThemes(page);
});

test('a missing import is told with the namespace that is missing, and DNS answers elsewhere', async ({
  page,
  tour,
}) => {
  await page.goto(`${tour.url}/services?q=payment.billing`);
  const chain = page.getByRole('table', { name: 'From each cluster to payment.billing' });
  const row = chain.getByRole('row').filter({ hasText: 'dub-data' });
  await expect(row).toContainText('missing');
  await expect(row).toContainText('no namespace billing');
  await expect(row).toContainText('owns it');
  await expect(row).toContainText('not asked');
  await expect(chain.getByRole('row').filter({ hasText: 'dub-pay' })).toContainText('answered', { timeout: 60_000 });
  await expect(page.getByText('dub-data does not have 1 service that others export').first()).toBeVisible();
  await expectNoSideways(page);
});

test('a service is found by name, and an address leads to it from one cluster', async ({ page, tour }) => {
  await page.goto(`${tour.url}/services`);
  await page.getByRole('searchbox', { name: 'Service, as name.namespace' }).fill('inven');
  await expect(page.getByRole('navigation', { name: 'Services, worst first' }).getByRole('link')).toHaveCount(1);
  await page.getByRole('link', { name: /inventory\.shop/ }).click();
  await expect(page).toHaveURL(/q=inventory\.shop/);
  const chain = page.getByRole('table', { name: 'From each cluster to inventory.shop' });
  const rows = await chain.getByRole('row').count();
  expect(rows).toBeGreaterThan(2);
  const cluster = (await chain.getByRole('rowheader').first().textContent()) ?? '';
  await page.getByRole('combobox', { name: 'From' }).selectOption(cluster.trim());
  await expect(chain.getByRole('row')).toHaveCount(2);
  await page.reload();
  await expect(chain.getByRole('row')).toHaveCount(2);
  await page.goBack();
  await expect(chain.getByRole('row')).toHaveCount(rows);
});

test('a service that nobody exports is said so, with what may have been meant', async ({ page, tour }) => {
  await page.goto(`${tour.url}/services?q=chekout.shop`);
  await expect(page.getByText('No exported service is called chekout.shop')).toBeVisible();
  await page.getByRole('button', { name: 'checkout.shop' }).click();
  await expect(page.getByRole('table', { name: 'From each cluster to checkout.shop' })).toBeVisible();
});

test('n and p go through the services', async ({ page, tour }) => {
  const list = page.getByRole('navigation', { name: 'Services, worst first' });
  const current = list.locator('[aria-current="true"]');
  const nameOf = (link: typeof current) => link.getAttribute('href');
  // Worst first is the order of this moment: while the fleet is still being met it may change between two keys.
  await expect(async () => {
    await page.goto(`${tour.url}/services`);
    const [first, second] = await list.getByRole('link').all();
    if (!first || !second) throw new Error('the tour has fewer than two services');
    const names = [await nameOf(first), await nameOf(second)];
    await expect(first).toHaveAttribute('aria-current', 'true');
    await page.keyboard.press('n');
    await expect.poll(() => nameOf(current), { timeout: 3000 }).toBe(names[1]);
    await page.keyboard.press('p');
    await expect.poll(() => nameOf(current), { timeout: 3000 }).toBe(names[0]);
  }).toPass({ timeout: 40_000 });
});
