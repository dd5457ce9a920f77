import type { Page } from '@playwright/test';
import { MARKS } from '#lib/model/status.ts';
import { expectAccessible } from './accessible.ts';
import { readFleet } from './fleet-of.ts';
import { expect, expectNoSideways, test } from './journey.ts';

const counts = (page: Page) => page.getByRole('region', { name: 'Directions by status' });
const map = (page: Page) => page.getByRole('application', { name: /^Map of 5 sites and 12 clusters/ });
const matrix = (page: Page) => page.getByRole('application', { name: /^Matrix of 12 clusters, 116 directions/ });
const panel = (page: Page) => page.getByRole('complementary', { name: 'Selected' });
const parameter = (page: Page, name: string) => new URL(page.url()).searchParams.get(name);

test('the counts are those of the API, and the table beside the drawing holds every exception', async ({
  page,
  tour,
}) => {
  await page.goto(tour.url);
  await expect(map(page)).toBeVisible();
  await expect(async () => {
    const { totals } = await readFleet(tour);
    await expect(counts(page)).toContainText(/116\s*directions on 58 links/, { timeout: 100 });
    for (const mark of MARKS) {
      const count = counts(page).getByRole('button', { name: new RegExp(`^${totals[mark]} ?${mark}`) });
      await expect(count).toBeVisible({ timeout: 100 });
    }
    const rows = page.getByRole('table', { name: /directions are not up, worst first/ }).getByRole('row');
    expect(await rows.count()).toBe(1 + totals.total - totals.up);
  }).toPass();
});

test('the trunk from Frankfurt to Dublin is down one way, with counts', async ({ page, tour }) => {
  await page.goto(tour.url);
  const trunk = map(page).locator('title').filter({ hasText: 'Frankfurt DC → AWS Dublin: 8 down' });
  await expect(trunk).toHaveText(/AWS Dublin → Frankfurt DC: (?!.*down)/);
  await page.keyboard.press('x');
  await expect(matrix(page)).toBeVisible();
  const grid = page.getByRole('table', { name: 'Sites, worst of each block' });
  const row = grid.getByRole('row', { name: /^FRA/ });
  await expect(row.getByTitle('Frankfurt DC → AWS Dublin')).toHaveText('8');
  await expect(row.getByTitle('Frankfurt DC → AWS Dublin').getByRole('img', { name: 'down' })).toBeVisible();
});

test('select by click: cluster, its link, the other direction, closed again; back and forward follow', async ({
  page,
  tour,
}) => {
  await page.goto(tour.url);
  await map(page)
    .getByRole('button', { name: /dub-pay/ })
    .click();
  await expect(panel(page).getByRole('heading', { name: 'dub-pay' })).toBeVisible();
  expect(parameter(page, 'sel')).toBe('cluster:dub-pay');
  await panel(page)
    .getByRole('button', { name: /fra-core/ })
    .click();
  await expect(panel(page).getByRole('heading', { name: 'dub-pay ~ fra-core' })).toBeVisible();
  expect(parameter(page, 'sel')).toBe('dub-pay~fra-core');
  expect(parameter(page, 'dir')).toBe('dub-pay');
  await page.keyboard.press(']');
  await expect.poll(() => parameter(page, 'dir')).toBe('fra-core');
  await expect(
    panel(page)
      .getByRole('region', { name: /^\S+ to \S+$/ })
      .first(),
  ).toHaveAccessibleName('fra-core to dub-pay');
  await page.keyboard.press('[');
  await expect.poll(() => parameter(page, 'dir')).toBe('dub-pay');
  await page.keyboard.press('Escape');
  await expect(panel(page)).toBeHidden();
  expect(new URL(page.url()).search).toBe('');
  await page.goBack();
  await expect(panel(page).getByRole('heading', { name: 'dub-pay ~ fra-core' })).toBeVisible();
  await page.goForward();
  await expect(panel(page)).toBeHidden();
});

test('what else is broken unfolds under the banner by keyboard, and each line leads on', async ({ page, tour }) => {
  await page.goto(tour.url);
  const notices = page.getByRole('region', { name: 'Notices' });
  const button = notices.getByRole('button', { name: /^and \d+ more$/ });
  await button.focus();
  await page.keyboard.press('Enter');
  const list = notices.getByRole('list', { name: 'What else is broken' });
  await expect(async () => {
    expect(await list.getByRole('link').count()).toBe(Number(/\d+/.exec((await button.textContent()) ?? '')?.[0]));
  }).toPass();
  await expectAccessible(page);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Escape');
  await expect(list).toHaveCount(0);
  await expect(button).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await expect(list.getByRole('link').first()).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/(?:links|clusters)\//);
  await expect(list).toHaveCount(0);
});

test('n and p step through what is wrong, worst first; Enter opens the link, back returns', async ({ page, tour }) => {
  await page.goto(tour.url);
  await expect(map(page)).toBeVisible();
  await page.keyboard.press('n');
  await expect(panel(page)).toBeVisible();
  const first = parameter(page, 'sel');
  await expect(
    panel(page)
      .getByRole('region', { name: /^\S+ to dub-\S+$/ })
      .first(),
  ).toContainText('down');
  // Faster than anything is drawn: every key counts from where the one before it went.
  for (const key of ['n', 'n', 'p', 'n', 'p', 'p']) await page.keyboard.press(key);
  await expect.poll(() => parameter(page, 'sel')).toBe(first);
  await expect(panel(page).getByRole('heading', { name: first?.replace('~', ' ~ ') ?? '' })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/links/${first?.replace('~', '(~|%7E)')}`));
  await expect(page.getByRole('table', { name: /^Layers of both directions/ })).toBeVisible();
  await page.goBack();
  await expect(panel(page)).toBeVisible();
});

test('arrows move in the matrix, Enter selects, Enter again opens', async ({ page, tour }) => {
  await page.goto(`${tour.url}/?view=matrix`);
  await matrix(page).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(panel(page)).toBeVisible();
  const link = parameter(page, 'sel');
  expect(parameter(page, 'view')).toBe('matrix');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect.poll(() => parameter(page, 'sel')).not.toBe(link);
  const opened = parameter(page, 'sel')?.replace('~', '(~|%7E)');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/links/${opened}`));
});

test('a filter dims and counts, the address keeps it, and it is taken back', async ({ page, tour }) => {
  await page.goto(tour.url);
  await counts(page)
    .getByRole('button', { name: /^14 ?down/ })
    .click();
  await expect(counts(page).getByRole('button', { name: /^14 ?down/, pressed: true })).toBeVisible();
  await expect(page).toHaveURL(/status=down/);
  await expect(page.getByText('14 of 116 directions', { exact: true })).toBeVisible();
  await page.getByRole('combobox', { name: 'Filter by site' }).selectOption({ label: 'Leipzig fulfilment' });
  await expect(page.getByText('6 of 116 directions', { exact: true })).toBeVisible();
  await expect(page.getByText(/outside this filter:.*8 down/)).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type('lej-scan');
  await expect(page.getByText('3 of 116 directions', { exact: true })).toBeVisible();
  await expect(page).toHaveURL(/q=lej-scan/);
  await page.getByRole('button', { name: 'Show all' }).click();
  await expect(page.getByText(/outside this filter/)).toBeHidden();
});

test('a filter that names nothing says so, and is cleared; its bar covers no card', async ({ page, tour }) => {
  await page.goto(`${tour.url}/?site=nowhere&system=foo&status=bar`);
  const bar = page.getByRole('status').filter({ hasText: '0 of 116 directions' });
  for (const words of ['no site nowhere', 'no system foo', 'no status bar']) await expect(bar).toContainText(words);
  await expect(page.getByRole('combobox', { name: 'Filter by site' })).toHaveValue('nowhere');
  const below = (await bar.boundingBox()) ?? { y: 0, height: Number.POSITIVE_INFINITY };
  for (const card of await page.locator('.map .site').all())
    expect((await card.boundingBox())?.y).toBeGreaterThanOrEqual(below.y + below.height);
  for (const name of ['site nowhere', 'system foo', 'status bar'])
    await page.getByRole('button', { name: `Clear the filter by ${name}` }).click();
  await expect(bar).toBeHidden();
  expect(new URL(page.url()).search).toBe('');
});

test('a copied view opens the same view elsewhere', async ({ page, tour, context }) => {
  await page.goto(`${tour.url}/?view=matrix&status=down,conflict&site=fra&sel=dub-pay~fra-core&dir=fra-core`);
  await panel(page).getByRole('button', { name: 'Copy view URL' }).click();
  await expect(panel(page).getByRole('button', { name: 'Copied' })).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toBe(page.url());
  const other = await context.newPage();
  await other.goto(copied);
  await expect(matrix(other)).toBeVisible();
  await expect(panel(other).getByRole('heading', { name: 'dub-pay ~ fra-core' })).toBeVisible();
  await expect(counts(other).getByRole('button', { name: /down|conflict/, pressed: true })).toHaveCount(2);
  await expect(other.getByRole('combobox', { name: 'Filter by site' })).toHaveValue('fra');
});

test('a narrow window: the panel is a sheet, then a list replaces the drawing', async ({ page, tour }) => {
  await page.setViewportSize({ width: 1000, height: 800 });
  await page.goto(`${tour.url}/?sel=dub-pay~fra-core`);
  await expect(map(page)).toBeVisible();
  await expect(panel(page)).toBeVisible();
  await expectNoSideways(page);
  await panel(page).getByRole('button', { name: 'Close the panel' }).click();
  await expect(panel(page)).toBeHidden();
  await page.setViewportSize({ width: 700, height: 800 });
  await expect(map(page)).toBeHidden();
  const list = page.getByRole('table', { name: /directions are not up, worst first/ });
  await list.getByRole('button', { name: 'fra-core → dub-pay' }).click();
  await expect(panel(page).getByRole('heading', { name: 'dub-pay ~ fra-core' })).toBeVisible();
  await expectNoSideways(page);
  await panel(page).getByRole('button', { name: 'Close the panel' }).click();
  for (const width of [700, 390]) {
    await page.setViewportSize({ width, height: 800 });
    await expectNoSideways(page);
    for (const part of [
      ...(await counts(page).getByRole('button').all()),
      page.getByRole('combobox', { name: 'Filter by site' }),
      page.getByRole('searchbox'),
      page.getByText(/\d\d:\d\d:\d\d UTC$/).first(),
      page.getByRole('button', { name: 'Change between the dark and the light theme' }),
    ])
      await expect(part).toBeInViewport({ ratio: 1 });
  }
});
