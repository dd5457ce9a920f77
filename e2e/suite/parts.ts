import { findChromium, needsApiServers, needsChromium, needsLab } from './machine.ts';
import { exitTally, playwrightTally, type ReadTally, vitestTally } from './tally.ts';

/** One part of the suite. */
export interface Part {
  id: string;
  title: string;
  /** Why it can't run here, with the remedy; null: it can. */
  needs(): string | null;
  /** Arguments for Node; `report` is the file that the tally is read from. */
  command(report: string): string[];
  environment?(report: string): Record<string, string>;
  /** It mostly waits: the next part runs beside it. */
  besideNext?: boolean;
  tally: ReadTally;
}

const VITEST = 'node_modules/vitest/vitest.mjs';

function vitest(report: string, ...more: string[]): string[] {
  return [VITEST, 'run', ...more, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
}

/** Every part of `npm test`, the quick ones first. */
export const PARTS: readonly Part[] = [
  {
    id: 'unit',
    title: 'unit tests',
    needs: () => null,
    command: (report) => vitest(report),
    tally: vitestTally,
  },
  {
    id: 'real',
    title: 'real API servers',
    needs: needsApiServers,
    command: (report) => vitest(report, '--config', 'vitest.real.config.ts'),
    besideNext: true,
    tally: vitestTally,
  },
  {
    id: 'lab',
    title: 'lab: real networks and probes',
    needs: needsLab,
    command: (report) => vitest(report, '--config', 'vitest.lab.config.ts'),
    tally: vitestTally,
  },
  {
    id: 'journeys',
    title: 'journeys in a browser',
    needs: needsChromium,
    command: () => ['node_modules/@playwright/test/cli.js', 'test', '--reporter=list,json'],
    environment: (report) => ({ PLAYWRIGHT_JSON_OUTPUT_FILE: report, CHROMIUM: findChromium() ?? '' }),
    tally: playwrightTally,
  },
  {
    id: 'bench',
    title: 'benches, small',
    needs: () => null,
    command: () => ['--conditions=react-server', 'e2e/bench/bench.ts', 'history', 'fleet', '--small'],
    tally: exitTally,
  },
];
