import { expect, test } from './journey.ts';

const PAGES: readonly [path: string, says: RegExp][] = [
  ['/', /116\s*directions on 58 links.*not up, worst first/s],
  ['/?view=matrix&status=down', /14 of 116 directions/],
  ['/sources', /sources are read as planned.*lej-robot/s],
  ['/links/dub-pay~fra-core', /packets over 1,380 B vanish from fra-core to dub-pay/],
  ['/clusters/fra-core', /packets from fra-core do not reach/],
];

for (const [path, says] of PAGES) {
  test(`${path} is there before any script has run`, async ({ browser, tour }) => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(tour.url + path);
    await expect(page.getByRole('navigation', { name: 'Screens' })).toBeVisible();
    await expect(page.getByRole('main')).toBeVisible();
    // What is still hidden, waiting for a script to put it in its place, is no visible text.
    await expect(page.locator('body')).toHaveText(says, { useInnerText: true });
    await context.close();
  });
}
