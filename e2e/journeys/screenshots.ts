/** `npm run screenshots`: the pictures of the README, of the built product on the tour with a made past. */
import { chromium, type Page } from 'playwright';
import { writePast } from '#e2e/simulator/write-past.ts';
import { findChromium } from '#e2e/suite/machine.ts';
import { startProduct } from './start-product.ts';

const PICTURES: readonly [file: string, path: string][] = [
  ['docs/map.png', '/?view=map&sel=dub-pay~fra-core&dir=fra-core'],
  ['docs/link.png', '/links/dub-pay~fra-core?dir=fra-core'],
];

/** What the pictures show must have been understood first: black holes, false reds, and who can't be read. */
async function understood(page: Page): Promise<void> {
  const counts = page.getByRole('region', { name: 'Directions by status' });
  await counts.getByRole('button', { name: /^14 ?down/ }).waitFor({ timeout: 90_000 });
  await page.getByRole('table').getByText('lej-robot').first().waitFor({ timeout: 90_000 });
}

const product = await startProduct({
  scenario: 'tour',
  past: ({ world }, url) => writePast(world, { url, days: 30, now: Date.now(), seed: 1 }),
});
const browser = await chromium.launch({
  executablePath: findChromium() ?? undefined,
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
});
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: 'dark' });
  await page.goto(product.url);
  await understood(page);
  for (const [file, path] of PICTURES) {
    await page.goto(product.url + path);
    await page
      .getByRole('status')
      .filter({ hasText: /^Live$/ })
      .waitFor();
    await page.getByText(/^(reading|loading) /).waitFor({ state: 'detached' });
    await page.screenshot({ path: file });
    console.log(file);
  }
} finally {
  await browser.close();
  await product.stop();
}
