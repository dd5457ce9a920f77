import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { exitTally, formatTally, playwrightTally, sum, vitestTally } from './tally.ts';

const folder = mkdtempSync(join(tmpdir(), 'causeway-tally-'));
afterAll(() => rmSync(folder, { recursive: true }));

function report(value: unknown): string {
  const file = join(folder, 'report.json');
  writeFileSync(file, JSON.stringify(value));
  return file;
}

describe('a tally', () => {
  const vitest = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 1, numTodoTests: 0 };

  it('reads what the test runners report', () => {
    expect(vitestTally(report(vitest), 0)).toEqual({ passed: 3, failed: 0, skipped: 1 });
    const stats = { expected: 4, unexpected: 1, flaky: 1, skipped: 0 };
    expect(playwrightTally(report({ stats }), 1)).toEqual({ passed: 4, failed: 2, skipped: 0 });
  });

  it('fails where a runner ends badly, leaves nothing behind or ran no test', () => {
    expect(vitestTally(report(vitest), 1).failed).toBe(1);
    expect(vitestTally(report(vitest), null)).toEqual({ passed: 0, failed: 1, skipped: 0 });
    expect(vitestTally(join(folder, 'none.json'), 0).failed).toBe(1);
    expect(vitestTally(report({ ...vitest, numPassedTests: 0, numPendingTests: 0 }), 0).failed).toBe(1);
    expect(exitTally('', 2).failed).toBe(1);
    expect(exitTally('', 0)).toEqual({ passed: 1, failed: 0, skipped: 0 });
  });

  it('is said in one line', () => {
    const total = sum([vitestTally(report(vitest), 0), exitTally('', 0)]);
    expect(formatTally(total)).toBe('4 passed, 0 failed, 1 skipped');
    expect(formatTally({ passed: 4, failed: 0, skipped: 0 })).toBe('4 passed, 0 failed');
  });
});
