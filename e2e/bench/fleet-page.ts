import { setTimeout as sleep } from 'node:timers/promises';
import { type Browser, chromium, type Page } from 'playwright';
import { CHROMIUM_FLAGS, findChromium } from '#e2e/suite/machine.ts';
import { type BenchOptions, median } from './figure.ts';
import type { FleetServer } from './fleet-server.ts';

/** How long frames are counted, milliseconds. */
const MOVE_MS = 2500;
/** The drawing of the fleet from real data: the first card of a site, or the canvas of the matrix. */
const USEFUL = '.map .site, .mx canvas';

export async function openBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('no Chromium: apt-get install chromium, or npx playwright install chromium');
  return chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
}

async function openPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  return context.newPage();
}

/** From navigation, with an empty cache, to the first frame after the first card of a site or cell of the matrix is there. */
export async function benchPaint(
  browser: Browser,
  url: string,
  id: string,
  runs: number,
  { report }: Pick<BenchOptions, 'report'>,
  goal = 1.5,
) {
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const page = await openPage(browser);
    await page.addInitScript((useful) => {
      const look = () => {
        if (!document.querySelector(useful)) requestAnimationFrame(look);
        else requestAnimationFrame(() => Object.assign(window, { usefulMs: performance.now() }));
      };
      requestAnimationFrame(look);
    }, USEFUL);
    await page.goto(url, { waitUntil: 'commit' });
    times.push(Number(await (await page.waitForFunction(() => Reflect.get(window, 'usefulMs'))).jsonValue()) / 1000);
    await page.context().close();
  }
  const value = median(times);
  report({ id, value, unit: `s (median of ${runs})`, goal: `at most ${goal}`, ok: value <= goal });
}

/** Frames a second while the map is dragged to and fro; it must have moved. */
export async function benchPan(browser: Browser, url: string, id: string, runs: number, { report }: BenchOptions) {
  await benchFrames(browser, url, { id, runs, goal: 60, report }, async (page, until) => {
    await page.waitForSelector('.react-flow__viewport');
    const frame = await page.locator('.map-frame').boundingBox();
    if (!frame) throw new Error('no map');
    const place = () => page.locator('.react-flow__viewport').evaluate((element) => element.getAttribute('style'));
    const before = await place();
    // The lower left corner of the frame holds no card.
    const [x, y] = [frame.x + 12, frame.y + frame.height - 12];
    await page.mouse.move(x, y);
    await page.mouse.down();
    for (let step = 1; Date.now() < until(); step++)
      await page.mouse.move(x + 150 * Math.sin(step / 12), y - (step % 60));
    const after = await place();
    await page.mouse.up();
    if (before === after) throw new Error(`${id}: the map did not move`);
  });
}

/** Frames a second while the matrix is scrolled and cells are pointed at; it must have moved. */
export async function benchMatrix(
  browser: Browser,
  url: string,
  id: string,
  runs: number,
  { report }: Pick<BenchOptions, 'report'>,
) {
  await benchFrames(browser, `${url}?view=matrix`, { id, runs, goal: 30, report }, async (page, until) => {
    const scroller = page.locator('.mx-scroll');
    await scroller.waitFor();
    const box = await scroller.boundingBox();
    if (!box) throw new Error('no matrix');
    let furthest = 0;
    for (let step = 0; Date.now() < until(); step++) {
      await page.mouse.move(box.x + box.width / 2 + 200 * Math.sin(step / 9), box.y + box.height / 2 + (step % 40));
      await page.mouse.wheel(step % 60 < 30 ? 15 : -15, step % 60 < 30 ? 30 : -30);
      if (step % 20 === 15) furthest = Math.max(furthest, await scroller.evaluate((element) => element.scrollTop));
    }
    if (furthest === 0) throw new Error(`${id}: the matrix did not move`);
  });
}

async function benchFrames(
  browser: Browser,
  url: string,
  { id, runs, goal, report }: { id: string; runs: number; goal: number; report: BenchOptions['report'] },
  move: (page: Page, until: () => number) => Promise<void>,
): Promise<void> {
  const rates: number[] = [];
  for (let run = 0; run < runs; run++) {
    const page = await openPage(browser);
    await page.goto(url, { waitUntil: 'commit' });
    await page.waitForSelector(USEFUL);
    await page.waitForLoadState('networkidle', { timeout: 3000 }).catch(() => undefined);
    let until = 0;
    await move(page, () => {
      if (until > 0) return until;
      until = Date.now() + MOVE_MS;
      void page.evaluate(() => {
        Object.assign(window, { frames: 0, framesFrom: performance.now() });
        const count = () => {
          Object.assign(window, { frames: Number(Reflect.get(window, 'frames')) + 1, framesTo: performance.now() });
          requestAnimationFrame(count);
        };
        requestAnimationFrame(count);
      });
      return until;
    });
    rates.push(
      await page.evaluate(() => {
        const [frames, from, to] = ['frames', 'framesFrom', 'framesTo'].map((name) => Reflect.get(window, name));
        return (frames * 1000) / (to - from);
      }),
    );
    await page.context().close();
  }
  const value = median(rates);
  // A display of 60 Hz gives a frame more or less in 2.5 s.
  report({ id, value, unit: `frames/s (median of ${runs})`, goal: `at least ${goal}`, ok: value >= goal - 0.5 });
}

/** What `/` fetches of JavaScript, as it goes over the wire, until it is quiet; no chart library among it. */
export async function benchScripts(browser: Browser, url: string, { report, note }: BenchOptions): Promise<void> {
  const page = await openPage(browser);
  const session = await page.context().newCDPSession(page);
  const scripts = new Map<string, string>();
  const sizes = new Map<string, number>();
  let loaded = Number.POSITIVE_INFINITY;
  const endedBy = new Map<string, number>();
  await session.send('Network.enable');
  session.on('Network.responseReceived', ({ requestId, type, response }) => {
    if (type === 'Script' || response.url.endsWith('.js')) scripts.set(requestId, response.url);
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    sizes.set(requestId, encodedDataLength);
    endedBy.set(requestId, Date.now());
  });
  await page.goto(url);
  loaded = Date.now();
  await sleep(4000);
  const ids = [...scripts.keys()];
  const sum = (some: string[]) => some.reduce((total, id) => total + (sizes.get(id) ?? 0), 0) / 1000;
  const value = sum(ids.filter((id) => (endedBy.get(id) ?? loaded) <= loaded));
  note(
    `fleet.first-load-js: ${sum(ids).toFixed(0)} KB with what is fetched in the 4 s after it, ${ids.length} scripts`,
  );
  report({ id: 'fleet.first-load-js', value, unit: 'KB', goal: 'under 250', ok: value < 250 });
  const texts = await Promise.all([...scripts.values()].map(async (address) => (await fetch(address)).text()));
  const charts = texts.filter((text) => text.includes('recharts')).length;
  report({ id: 'fleet.chart-scripts', value: charts, unit: 'scripts', goal: 'none', ok: charts === 0 });
  await page.context().close();
}

/** From the end of the server, which gets no chance to say so, to the words on every page that is open. */
export async function benchGone(browser: Browser, server: FleetServer, { report }: BenchOptions): Promise<void> {
  const [link = []] = server.simulator.ready.links;
  const paths = ['/', '/sources', `/links/${encodeURIComponent(link.join('~'))}`, `/clusters/${link[0]}`];
  const pages = await Promise.all(
    paths.map(async (path) => {
      const page = await openPage(browser);
      const live = page.waitForResponse((response) => response.url().includes('/api/v1/stream'));
      await page.goto(`${server.url}${path}`);
      await live;
      return page;
    }),
  );
  await sleep(3000);
  const said = pages.map(async (page) => {
    await page.waitForSelector('.banner.dead', { timeout: 30_000 });
    return Date.now();
  });
  const killedAt = Date.now();
  process.kill(server.pid, 'SIGKILL');
  const value = (Math.max(...(await Promise.all(said))) - killedAt) / 1000;
  report({ id: 'fleet.gone', value, unit: `s (worst of ${paths.length} pages)`, goal: 'at most 5', ok: value <= 5 });
  for (const page of pages) await page.context().close();
}
