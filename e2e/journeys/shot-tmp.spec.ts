import { test } from './journey.ts';
test('shots', async ({ page, tour }) => {
  await page.goto(`${tour.url}/services`);
  await page.waitForTimeout(5000);
  await page.screenshot({ path: '/tmp/svc-dark.png', fullPage: true });
});
