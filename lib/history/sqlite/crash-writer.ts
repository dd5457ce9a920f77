import { writeSync } from 'node:fs';
import { SqliteHistory } from './sqlite-history.ts';

/*
 * Writes ticks to the history named on the command line until it is killed, and says each one's number on stdout once
 * it is committed. Tick n can be told from n alone, so that `durability.test.ts` knows what must be found.
 */
export const CRASH_START_AT = Date.UTC(2026, 0, 1);
export const CRASH_STEP_MS = 60_000;
export const CRASH_SERIES = 40;

export const crashValue = (n: number, series: number): number => ((n * 31 + series * 7) % 1_000) / 8;

/** Half of the ticks age the history too: raw samples are kept for two hours of the writer's own time. */
export const CRASH_LIMITS = { rawForMs: 2 * 3_600_000 };

if (import.meta.main) {
  const store = new SqliteHistory({ path: process.argv[2] ?? '', limits: CRASH_LIMITS });
  const lastAt = await store.lastCommittedAt();
  for (let n = lastAt === null ? 0 : (lastAt - CRASH_START_AT) / CRASH_STEP_MS + 1; ; n++) {
    const at = CRASH_START_AT + n * CRASH_STEP_MS;
    await store.commit({
      at,
      samples: Array.from({ length: CRASH_SERIES }, (_, i) => ({
        series: { subject: `s${i}`, metric: 'rttMs' },
        value: crashValue(n, i),
      })),
      transitions: [{ at, kind: 'verdict', subject: `t${n % 5}`, state: n }],
    });
    writeSync(1, `${n}\n`);
    if (n % 2 === 0) await store.retain(at);
  }
}
