import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright';
import type { BenchOptions } from './figure.ts';
import { freePort } from './fleet-server.ts';

/** It has not come by then, milliseconds. */
const GIVE_UP_AFTER_MS = 300_000;

/** From `npm run demo`, with nothing built, to the first card of a site in a browser. Leaves a new build behind. */
export async function benchDemo(browser: Browser, { report }: BenchOptions): Promise<void> {
  rmSync('.next', { recursive: true, force: true });
  const port = await freePort();
  const from = Date.now();
  const demo = spawn('npm', ['run', '-s', 'demo'], {
    env: { ...process.env, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit'],
    detached: true,
  });
  const ended = new Promise((resolve) => demo.once('exit', resolve));
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  try {
    // A browser that is refused ten times a second would take a core from the build.
    const url = `http://127.0.0.1:${port}/`;
    while (Date.now() - from < GIVE_UP_AFTER_MS && demo.exitCode === null) {
      if (await fetch(`${url}healthz`).catch(() => null)) break;
      await sleep(250);
    }
    await page.goto(url);
    await page.locator('.map .site').first().waitFor({ timeout: GIVE_UP_AFTER_MS });
    const value = (Date.now() - from) / 1000;
    report({ id: 'fleet.demo', value, unit: 's', goal: 'at most 60', ok: demo.exitCode === null && value <= 60 });
  } finally {
    await page.context().close();
    // npm does not hand signals on to what it runs: its whole group, which is ours, is told.
    if (demo.pid && demo.exitCode === null) process.kill(-demo.pid, 'SIGTERM');
    await ended;
  }
}
