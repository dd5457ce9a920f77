import { defineConfig } from '@playwright/test';
import { CHROMIUM_FLAGS, findChromium } from '#e2e/suite/machine.ts';

/** Journeys: the built product on simulated clusters, in a real browser. They share one fleet, so they run one after the other. */
export default defineConfig({
  testDir: 'e2e/journeys',
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  use: {
    viewport: { width: 1440, height: 900 },
    colorScheme: 'dark',
    timezoneId: 'Asia/Kolkata',
    // A trace of every step would double the time of all journeys; `--trace on` makes one where it is needed.
    screenshot: 'only-on-failure',
    permissions: ['clipboard-read', 'clipboard-write'],
    launchOptions: { executablePath: findChromium() ?? undefined, args: CHROMIUM_FLAGS },
  },
});
