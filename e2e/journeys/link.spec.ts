import type { Page } from '@playwright/test';
import { expect, expectNoSideways, test } from './journey.ts';

const LINK = '/links/dub-pay~fra-core';
const cursor = (page: Page) => new URL(page.url()).searchParams.get('cursor');

test('a black hole one way names the way, and says that the other works', async ({ page, tour }) => {
  await page.goto(tour.url + LINK);
  const sentence = page.getByRole('heading', { level: 1 });
  await expect(sentence).toContainText(/fra-core/);
  await expect(sentence).toContainText('The reverse direction is up.');
  const stack = page.getByRole('table', { name: /^Layers of both directions/ });
  await expect(stack.getByRole('columnheader', { name: /fra-core → dub-pay/ })).toContainText('down');
  const back = stack.getByRole('columnheader', { name: /dub-pay → fra-core/ });
  await expect(back).toContainText('up');
  await expect(back).not.toContainText('down');
  await expect(page.getByText('mtu-blackhole').first()).toBeVisible();
  await expectNoSideways(page);
});

test('both witnesses are shown, and which one is believed', async ({ page, tour }) => {
  await page.goto(tour.url + LINK);
  const box = page.getByRole('region', { name: 'Witnesses disagree on fra-core to dub-pay' });
  await expect(box).toContainText('connected');
  await expect(box).toContainText(/believed/);
  await expect(page.getByRole('region', { name: 'Witnesses disagree on dub-pay to fra-core' })).toHaveCount(0);
});

test('charts have their words, and one time cursor that keys move and the address keeps', async ({ page, tour }) => {
  await page.goto(tour.url + LINK);
  const history = page.getByRole('region', { name: 'History' });
  const there = history.getByRole('figure').filter({ hasText: 'probed from fra-core' });
  await expect(there).toContainText(/Status: now down.*Round trip: .* ms.*Loss of full-size packets this way: /);
  const back = history.getByRole('figure').filter({ hasText: 'probed from dub-pay' });
  await expect(back).toContainText('Status: now up');
  await expect(async () => {
    // Once the page listens one key is enough; a second one before the first arrived would move the cursor twice.
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => cursor(page), { timeout: 5000 }).not.toBeNull();
  }).toPass();
  const before = Date.parse(cursor(page) ?? '');
  await page.keyboard.press('Shift+ArrowLeft');
  await expect.poll(() => Date.parse(cursor(page) ?? '')).toBe(before - 60_000);
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => Date.parse(cursor(page) ?? '')).toBe(before - 59_000);
  const slider = page.getByRole('slider', { name: 'Time cursor' });
  await expect(slider).toHaveValue(String(before - 59_000));
  await page.reload();
  await expect(slider).toHaveValue(String(before - 59_000));
});

test('the range is in the address and leaves a step to go back to', async ({ page, tour }) => {
  await page.goto(tour.url + LINK);
  const ranges = page.getByRole('group', { name: 'Range of the charts' });
  await expect(ranges.getByRole('button', { pressed: true })).toHaveText('1 h');
  await ranges.getByRole('button', { name: '24 h' }).click();
  await expect(page).toHaveURL(/range=24h/);
  await expect(ranges.getByRole('button', { pressed: true })).toHaveText('24 h');
  await page.goBack();
  await expect(ranges.getByRole('button', { pressed: true })).toHaveText('1 h');
  await expect(page).not.toHaveURL(/range=/);
});
