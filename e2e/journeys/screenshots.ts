/** `npm run screenshots`: the pictures of the README, of the built product on the tour with a made past. */
import { chromium } from 'playwright';
import { writePast } from '#e2e/simulator/write-past.ts';
import { CHROMIUM_FLAGS, findChromium } from '#e2e/suite/machine.ts';
import { startTour } from './start-tour.ts';

const PICTURES: readonly [file: string, path: string][] = [
  ['docs/map.png', '/?view=map&sel=dub-pay~fra-core&dir=fra-core'],
  ['docs/link.png', '/links/dub-pay~fra-core?dir=fra-core'],
];

const product = await startTour(({ world }, url) => writePast(world, { url, days: 30, now: Date.now(), seed: 1 }));
const browser = await chromium.launch({
  executablePath: findChromium() ?? undefined,
  args: CHROMIUM_FLAGS,
});
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: 'dark' });
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
