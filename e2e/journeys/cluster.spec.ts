import { expect, expectNoSideways, test } from './journey.ts';

test('a cluster says what it can not send, and lists its links worst first, with both ways', async ({ page, tour }) => {
  await page.goto(`${tour.url}/clusters/fra-core`);
  const sentence = page.getByRole('heading', { level: 1 });
  await expect(sentence).toHaveText(/full-size packets from fra-core do not reach dub-data, dub-pay and dub-shop\./);
  await expect(sentence).toContainText('other peers both ways');
  const links = page.getByRole('table', { name: 'Links' });
  await expect(links.getByRole('row').nth(2)).toContainText('dub-');
  await links.getByRole('link', { name: 'dub-pay' }).click();
  await expect(page).toHaveURL(/\/links\/dub-pay(~|%7E)fra-core\?dir=fra-core/);
});

test('a cluster that can not be read says since when and why; its peers go on', async ({ page, tour }) => {
  await page.goto(`${tour.url}/clusters/lej-robot`);
  const sentence = page.getByRole('heading', { level: 1 });
  await expect(sentence).toContainText(
    /Since \d\d:\d\d:\d\d UTC we cannot read lej-robot: .+; its peers go on judging its links/,
  );
  await expect(page.getByRole('table', { name: 'Links' })).toContainText('1 of 2 witnesses');
  await expect(page.getByRole('region', { name: 'Sources of this cluster' })).toContainText('failed');
  const itself = page.getByRole('region', { name: 'The cluster' });
  await expect(itself).toContainText(/as it said itself, as of \d\d:\d\d:\d\d UTC, .+ ago/);
  const lines = itself.getByRole('definition');
  // All but the site, which is ours to say.
  await expect(lines.filter({ has: page.getByRole('img', { name: 'stale' }) })).toHaveCount((await lines.count()) - 1);
  await expect(page.getByRole('region', { name: 'Gateways' })).toContainText(/as of .+ ago/);
  await expectNoSideways(page);
});

test('a cluster names the services that it shares, and each leads to the way from there', async ({ page, tour }) => {
  await page.goto(`${tour.url}/clusters/dub-data`);
  const shared = page.getByRole('table', { name: 'Exports and imports' });
  await expect(shared.getByRole('row').filter({ hasText: 'payment.billing' })).toContainText('consumes');
  await shared.getByRole('link', { name: 'payment.billing' }).click();
  await expect(page).toHaveURL(/\/services\?q=payment\.billing&from=dub-data/);
  await expect(page.getByRole('table', { name: 'From each cluster to payment.billing' })).toContainText('owns it');
});
