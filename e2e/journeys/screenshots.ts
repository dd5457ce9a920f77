/**
 * `npm run screenshots`: the pictures in docs/, of the built product on simulated fleets: the tour with a made past, and a
 * Cluster Mesh whose parts contradict each other.
 */
import { chromium, type Page } from 'playwright';
import { writePast } from '#e2e/simulator/write-past.ts';
import { CHROMIUM_FLAGS, findChromium } from '#e2e/suite/machine.ts';
import { type Product, startProduct } from './start-product.ts';
import { startTour } from './start-tour.ts';

interface Picture {
  file: string;
  path: string;
  /** What the picture is there to show: it is taken once this is in view. */
  shows: string;
  width: number;
  height: number;
}

const LARGE = { width: 1440, height: 900 };
const SMALL = { width: 1280, height: 800 };
const TOUR: readonly Picture[] = [
  { file: 'docs/map.png', path: '/?view=map&sel=dub-pay~fra-core&dir=fra-core', shows: 'packets over', ...LARGE },
  { file: 'docs/link.png', path: '/links/dub-pay~fra-core?dir=fra-core', shows: 'witnesses disagree', ...LARGE },
  { file: 'docs/missing-import.png', path: '/services?q=payment.billing&from=dub-data', shows: 'owns it', ...SMALL },
];
const MESH: readonly Picture[] = [
  {
    file: 'docs/duplicate-id.png',
    path: '/links/dub-pay~lej-robot?dir=lej-robot',
    shows: 'KVStoreMesh is ready for dub-pay',
    ...SMALL,
  },
  {
    file: 'docs/blind-agents.png',
    path: '/links/dub-pay~fra-core?dir=fra-core',
    shows: 'agents go on calling it ready',
    ...SMALL,
  },
];

async function take(page: Page, url: string, { file, path, shows, width, height }: Picture): Promise<void> {
  await page.setViewportSize({ width, height });
  await page.goto(url + path);
  await page
    .getByRole('status')
    .filter({ hasText: /^Live$/ })
    .waitFor();
  await page.getByText(/^(reading|loading|asking for) /).waitFor({ state: 'detached' });
  await page.getByText(shows).first().waitFor();
  // The banner asks for itself, after the page.
  await page
    .getByRole('region', { name: 'Notices' })
    .getByText(/^Since /)
    .waitFor();
  await page.screenshot({ path: file });
  console.log(file);
}

const browser = await chromium.launch({ executablePath: findChromium() ?? undefined, args: CHROMIUM_FLAGS });
async function takeAll(product: Product, pictures: readonly Picture[]): Promise<void> {
  const page = await browser.newPage({ colorScheme: 'dark' });
  try {
    for (const picture of pictures) await take(page, product.url, picture);
  } finally {
    await page.close();
    await product.stop();
  }
}

try {
  const past: Parameters<typeof startTour>[0] = ({ world }, url) =>
    writePast(world, { url, days: 30, now: Date.now(), seed: 1 });
  await takeAll(await startTour(past), TOUR);
  await takeAll(await startProduct({ clusters: 3, scenario: 'mesh' }), MESH);
} finally {
  await browser.close();
}
