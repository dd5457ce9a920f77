import { readFileSync } from 'node:fs';

/** How many tests of a part came out how. */
export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

/** Reads a report that a part left behind; `exitCode` is the word of the process itself. */
export type ReadTally = (file: string, exitCode: number | null) => Tally;

/** Vitest's JSON report. A file that does not even load has no tests and fails all the same. */
export const vitestTally: ReadTally = (file, exitCode) =>
  checked(exitCode, () => {
    const report: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return {
      passed: count(report, 'numPassedTests'),
      failed: count(report, 'numFailedTests'),
      skipped: count(report, 'numPendingTests') + count(report, 'numTodoTests'),
    };
  });

/** Playwright's JSON report. A test that passes at the second try counts as failed: it is no proof. */
export const playwrightTally: ReadTally = (file, exitCode) =>
  checked(exitCode, () => {
    const report: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const stats = typeof report === 'object' && report !== null && 'stats' in report ? report.stats : {};
    return {
      passed: count(stats, 'expected'),
      failed: count(stats, 'unexpected') + count(stats, 'flaky'),
      skipped: count(stats, 'skipped'),
    };
  });

/** A program without a report: one test, passed when it ends well. */
export const exitTally: ReadTally = (_file, exitCode) =>
  checked(exitCode, () => ({ passed: 1, failed: 0, skipped: 0 }));

export function sum(tallies: readonly Tally[]): Tally {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const tally of tallies) {
    total.passed += tally.passed;
    total.failed += tally.failed;
    total.skipped += tally.skipped;
  }
  return total;
}

/** @example "12 passed, 0 failed, 1 skipped" */
export function formatTally({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** A process that ends badly, or leaves no report behind, is at least one failure. */
function checked(exitCode: number | null, read: () => Tally): Tally {
  let tally: Tally;
  try {
    tally = exitCode === 0 || exitCode === 1 ? read() : { passed: 0, failed: 1, skipped: 0 };
  } catch (error) {
    console.error(`no report: ${error instanceof Error ? error.message : error}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const bad = exitCode !== 0 || tally.passed + tally.failed + tally.skipped === 0;
  return { ...tally, failed: Math.max(tally.failed, bad ? 1 : 0) };
}

function count(report: unknown, name: string): number {
  const value = typeof report === 'object' && report !== null ? Reflect.get(report, name) : undefined;
  if (typeof value !== 'number') throw new Error(`the report has no ${name}`);
  return value;
}
