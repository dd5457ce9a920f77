import { type ClientRequest, get, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright';
import { buildIfNeeded, serve } from '#lib/server/cli/web.ts';
import type { BenchOptions } from './figure.ts';
import { benchMatrix, benchPaint, openBrowser } from './fleet-page.ts';
import { freePort, readMatrix } from './fleet-server.ts';
import { openUnwiredFleet, type UnwiredFleet } from './unwired/unwired-fleet.ts';

const READ_WITHIN_MS = 240_000;
const VIEWERS = 50;
const VIEWED_FOR_MS = 20_000;
const STREAMS = 500;
const STREAMED_FOR_MS = 30_000;
const RUNS = 3;

/** The built product on a fleet without sockets: viewers, streams, and one page in a real browser. */
export async function benchScaleProduct(clusters: number, options: BenchOptions): Promise<void> {
  const { note } = options;
  await buildIfNeeded(note);
  const unwired = openUnwiredFleet(clusters);
  const web = await serve({ host: '127.0.0.1', port: await freePort() }, unwired.env);
  const browser = await openBrowser();
  try {
    const until = Date.now() + READ_WITHIN_MS;
    for (;;) {
      const { totals } = await readMatrix(web.url);
      if (totals.up >= unwired.links.length * 2) break;
      if (Date.now() > until) {
        note(`only ${totals.up} of ${unwired.links.length * 2} directions are up after ${READ_WITHIN_MS / 1000} s`);
        break;
      }
      await sleep(1000);
    }
    await benchViewers(clusters, web.url, options);
    await benchStreams(clusters, web.url, unwired, options);
    const id = (what: string) => `scale.${clusters}.${what}`;
    await benchPaint(browser, web.url, id('paint'), RUNS, options, 2);
    await benchMatrix(browser, web.url, id('matrix-frames'), RUNS, options);
    await benchPatch(browser, clusters, web.url, unwired, options);
  } finally {
    await browser.close();
    await web.stop();
    unwired.close();
  }
}

/** Fifty viewers who fetch the matrix one after the other, each every two seconds. */
async function benchViewers(clusters: number, url: string, { report }: BenchOptions): Promise<void> {
  const times: number[] = [];
  const until = Date.now() + VIEWED_FOR_MS;
  const view = async (index: number) => {
    await sleep((2000 * index) / VIEWERS);
    while (Date.now() < until) {
      const begun = performance.now();
      await (await fetch(`${url}/api/v1/fleet?view=matrix`)).arrayBuffer();
      times.push(performance.now() - begun);
      await sleep(Math.max(0, 2000 - (performance.now() - begun)));
    }
  };
  await Promise.all(Array.from({ length: VIEWERS }, (_, index) => view(index)));
  const value = quantile(times, 0.95);
  report({
    id: `scale.${clusters}.matrix-p95`,
    value,
    unit: `ms (${times.length} of ${VIEWERS} viewers)`,
    goal: 'under 150',
    ok: value < 150,
  });
}

/** From the instant of a revision to the bytes of its patch on each of 500 sockets. */
async function benchStreams(clusters: number, url: string, unwired: UnwiredFleet, { report, note }: BenchOptions) {
  const latencies: number[] = [];
  const open: ClientRequest[] = [];
  const listen = () =>
    new Promise<void>((resolve, reject) => {
      const request = get(`${url}/api/v1/stream?view=matrix`, { agent: false }, (response: IncomingMessage) => {
        response.setEncoding('utf8');
        let rest = '';
        response.on('data', (text: string) => {
          const at = Date.now();
          const events = (rest + text).split('\n\n');
          rest = events.pop() ?? '';
          for (const event of events) {
            if (!event.includes('event: patch')) continue;
            const generatedAt = /"generatedAt":"([^"]+)"/.exec(event)?.[1];
            if (generatedAt) latencies.push(at - Date.parse(generatedAt));
          }
        });
        response.once('data', () => resolve());
      });
      request.once('error', reject);
      open.push(request);
    });
  for (let from = 0; from < STREAMS; from += 25) await Promise.all(Array.from({ length: 25 }, listen));
  await sleep(2000);
  latencies.length = 0;
  const until = Date.now() + STREAMED_FOR_MS;
  for (const [index, [from, to]] of unwired.links.slice(20, 30).entries()) {
    unwired.set({ from, to, bothWays: true, cut: index % 2 === 0 });
    await sleep(Math.max(0, (until - Date.now()) / (10 - index)));
  }
  for (const request of open) request.on('error', () => {}).destroy();
  note(`${latencies.length} patches on ${STREAMS} streams: p50 ${quantile(latencies, 0.5).toFixed(0)} ms`);
  const value = quantile(latencies, 0.99);
  report({ id: `scale.${clusters}.stream-p99`, value, unit: 'ms', goal: 'under 50', ok: value < 50 });
}

/** The longest time that the page's main thread is busy while 1 % of the links change at once. */
async function benchPatch(
  browser: Browser,
  clusters: number,
  url: string,
  unwired: UnwiredFleet,
  { report }: BenchOptions,
) {
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await page.goto(`${url}/?view=matrix`);
  await page.waitForSelector('.mx canvas');
  await sleep(5000);
  await page.evaluate(() => {
    Object.assign(window, { longest: 0 });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries())
        Object.assign(window, { longest: Math.max(Number(Reflect.get(window, 'longest')), duration) });
    }).observe({ type: 'longtask' });
  });
  for (const [from, to] of unwired.links.slice(-Math.ceil(unwired.links.length / 100)))
    unwired.set({ from, to, bothWays: true, cut: true });
  await sleep(40_000);
  const value = Number(await page.evaluate(() => Reflect.get(window, 'longest')));
  await page.context().close();
  report({
    id: `scale.${clusters}.patch-on-page`,
    value,
    unit: 'ms (longest task; 0: none over 50)',
    goal: 'under 50',
    ok: value < 50,
  });
}

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(values.length * share) - 1)] ?? Number.NaN;
}
