import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HistoryError } from '../history-error.ts';
import { SqliteHistory } from './sqlite-history.ts';

/*
 * Fills the small disk named on the command line, frees some room, goes on, and prints what happened: the code of the
 * error, how many ticks were acknowledged in all, and how many are found after opening the history again.
 */
const folder = process.argv[2] ?? '';
const path = join(folder, 'history.db');
const ballast = join(folder, 'ballast');
const startAt = Date.UTC(2026, 0, 1);
const key = { subject: 'a>b', metric: 'rttMs' };

writeFileSync(ballast, Buffer.alloc(400_000, 1));
const store = new SqliteHistory({ path });
let committed = 0;
const commit = async () => {
  const at = startAt + committed * 10_000;
  const words = Array.from({ length: 200 }, () => Math.random());
  const transitions = [{ at, kind: 'verdict' as const, subject: 'a>b', state: { committed, words } }];
  await store.commit({ at, samples: [{ series: key, value: committed }], transitions });
  committed++;
};
const codes = new Set<string>();
for (let refused = 0; refused < 3; ) {
  try {
    await commit();
  } catch (error) {
    if (!(error instanceof HistoryError)) throw error;
    codes.add(error.code);
    refused++;
  }
}
const beforeRoom = committed;
rmSync(ballast);
for (let i = 0; i < 5; i++) await commit();
await store.close();

const again = new SqliteHistory({ path });
const span = { fromAt: startAt, toAt: startAt + committed * 10_000 };
const { points } = await again.series({ ...key, ...span, points: committed });
const { transitions } = await again.transitions({ fromAt: startAt - 1, toAt: span.toAt });
await again.close();
const inOrder = points.every((point, i) => point.max === i);
console.log(
  JSON.stringify({
    codes: [...codes],
    beforeRoom,
    committed,
    points: points.length,
    transitions: transitions.length,
    inOrder,
  }),
);
