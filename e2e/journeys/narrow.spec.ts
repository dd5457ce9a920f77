import { expect, expectNoSideways, test } from './journey.ts';

const PAGES = [
  '/',
  '/sources',
  '/links/dub-pay~fra-core',
  '/clusters/fra-core',
  '/clusters/lej-robot',
  '/services?q=payment.billing',
];

for (const width of [1280, 700, 390]) {
  test(`at ${width} px no page is wider than its window, and what tells of its age is there`, async ({
    page,
    tour,
  }) => {
    await page.setViewportSize({ width, height: 800 });
    for (const path of PAGES) {
      await page.goto(tour.url + path);
      await expect(page.getByText(/^(reading|loading|waiting for|asking for) /)).toHaveCount(0);
      await expectNoSideways(page);
      await expect(page.getByRole('status').filter({ hasText: /^Live$/ })).toBeInViewport({ ratio: 1 });
      await expect(page.getByText(/^\d\d:\d\d:\d\d UTC$/)).toBeInViewport({ ratio: 1 });
      await expect(page.getByRole('button', { name: 'Change between the dark and the light theme' })).toBeInViewport({
        ratio: 1,
      });
    }
  });
}

test('at 1280 px the links of a cluster end inside their place', async ({ page, tour }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(`${tour.url}/clusters/fra-core`);
  const links = page.getByRole('table', { name: 'Links' });
  await expect(links).toBeVisible();
  const cut = await links.evaluate((table) => {
    const place = table.parentElement?.getBoundingClientRect().right ?? 0;
    const cells = [...table.querySelectorAll('td, th')].filter((cell) => cell.scrollWidth > cell.clientWidth + 1);
    return [
      ...(table.getBoundingClientRect().right > place + 1 ? ['the table'] : []),
      ...cells.map((c) => c.textContent),
    ];
  });
  expect(cut).toEqual([]);
});

test('at 1280 px every step of a service is on the page, at 390 px the one that fails comes first', async ({
  page,
  tour,
}) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(`${tour.url}/services?q=payment.billing`);
  const chain = page.getByRole('table', { name: 'From each cluster to payment.billing' });
  const row = chain.getByRole('row').filter({ hasText: 'dub-data' });
  const fails = row.getByRole('cell').filter({ hasText: 'owns it' });
  await expect(fails).toContainText('missing');
  const place = chain.locator('xpath=..');
  expect(await place.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBeLessThanOrEqual(0);
  await expect(row.getByRole('cell').last()).toBeInViewport({ ratio: 1 });
  await page.setViewportSize({ width: 390, height: 800 });
  expect(await place.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBeLessThanOrEqual(0);
  const tops = await row
    .getByRole('cell')
    .evaluateAll((cells) => cells.map((cell) => cell.getBoundingClientRect().top));
  const top = await fails.evaluate((cell) => cell.getBoundingClientRect().top);
  expect(top).toBe(Math.min(...tops));
  await fails.scrollIntoViewIfNeeded();
  await expect(fails.getByText('no namespace billing')).toBeInViewport({ ratio: 1 });
});

test('at 390 px a source is a few lines, and says all of what is wrong', async ({ page, tour }) => {
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto(`${tour.url}/sources`);
  const rows = page.locator('tr.source');
  const silent = rows.filter({ has: page.getByRole('link', { name: 'lej-robot', exact: true }) });
  await expect(silent.first()).toContainText('failed');
  const tall = await rows.evaluateAll((all) =>
    all.filter((row) => row.getBoundingClientRect().height > 180).map((row) => row.textContent),
  );
  expect(tall).toEqual([]);
});
