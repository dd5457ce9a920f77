import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CRASH_LIMITS, CRASH_SERIES, CRASH_START_AT, CRASH_STEP_MS, crashValue } from './crash-writer.ts';
import { SqliteHistory } from './sqlite-history.ts';

const KILLS = 25;
/** The cuts are made on copies, so nothing is lost by making them in memory where the system has such a place. */
const SCRATCH = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(SCRATCH, 'causeway-durability-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const CRASH_WRITER = new URL('./crash-writer.ts', import.meta.url).pathname;
const FULL_DISK_WRITER = new URL('./full-disk-writer.ts', import.meta.url).pathname;
const node = (script: string, argument: string) => [process.execPath, '--conditions=react-server', script, argument];

/** Runs the writer and kills it without warning some ticks later; answers the last number that it acknowledged. */
async function writeAndKill(path: string, ticks: number): Promise<number> {
  const [program = '', ...options] = node(CRASH_WRITER, path);
  const writer = spawn(program, options, { stdio: ['ignore', 'pipe', 'inherit'] });
  let acknowledged = -1;
  let seen = 0;
  for await (const line of createInterface(writer.stdout)) {
    acknowledged = Number(line);
    if (++seen === ticks) writer.kill('SIGKILL');
  }
  if (writer.exitCode === null && writer.signalCode === null) await once(writer, 'exit');
  expect(writer.signalCode).toBe('SIGKILL');
  return acknowledged;
}

it(`finds every acknowledged commit after ${KILLS} kills`, async () => {
  const path = join(folder, 'history.db');
  for (let kill = 0; kill < KILLS; kill++) {
    const acknowledged = await writeAndKill(path, 1 + ((kill * 37) % 90));
    const store = new SqliteHistory({ path, limits: CRASH_LIMITS });
    const last = ((await store.lastCommittedAt()) ?? Number.NaN) - CRASH_START_AT;
    const count = last / CRASH_STEP_MS + 1;
    expect(count).toBeGreaterThan(acknowledged);
    const span = { fromAt: CRASH_START_AT, toAt: CRASH_START_AT + last + 1 };
    for (const series of [0, 31, 32, CRASH_SERIES - 1]) {
      const key = { subject: `s${series}`, metric: 'rttMs' };
      const { points } = await store.series({ ...key, ...span, points: 10 * count });
      expect(points.map((point) => [point.min, point.max, point.count])).toEqual(
        Array.from({ length: count }, (_, n) => [crashValue(n, series), crashValue(n, series), 1]),
      );
      const [figures] = await store.quantiles([key], span, [1]);
      expect(figures?.count).toBe(count);
    }
    const { transitions } = await store.transitions({ ...span, fromAt: CRASH_START_AT - 1, limit: count + 10 });
    expect(transitions.map((transition) => transition.state)).toEqual(Array.from({ length: count }, (_, n) => n));
    await store.close();
  }
}, 120_000);

it('loses no earlier commit wherever its log is cut off or spoilt', async () => {
  const path = join(folder, 'history.db');
  // Small pages make a short log, so that every byte of it can be tried.
  const empty = new DatabaseSync(path);
  empty.exec('PRAGMA page_size = 512; CREATE TABLE t (x); DROP TABLE t');
  empty.close();

  const startAt = Date.UTC(2026, 0, 1);
  const commit = (store: SqliteHistory, n: number) => {
    const at = startAt + n * 10_000;
    const samples = [{ series: { subject: 'a>b', metric: 'rttMs' }, value: n }];
    return store.commit({ at, samples, transitions: [{ at, kind: 'verdict', subject: 'a>b', state: n }] });
  };
  const first = new SqliteHistory({ path });
  for (let n = 0; n < 20; n++) await commit(first, n);
  await first.close();
  const writer = new SqliteHistory({ path });
  /** Length of the log after tick n. */
  const lengths = new Map<number, number>();
  for (let n = 20; n < 25; n++) {
    await commit(writer, n);
    lengths.set(n, statSync(`${path}-wal`).size);
  }
  const database = readFileSync(path);
  const log = readFileSync(`${path}-wal`);
  await writer.close();

  const copy = join(folder, 'copy.db');
  const newestOf = async (damaged: Uint8Array): Promise<number> => {
    for (const ending of ['-wal', '-shm']) rmSync(`${copy}${ending}`, { force: true });
    writeFileSync(copy, database);
    writeFileSync(`${copy}-wal`, damaged);
    const store = new SqliteHistory({ path: copy });
    const [state] = await store.stateAt(Number.MAX_SAFE_INTEGER);
    const newest = Number(state?.state);
    const span = { fromAt: startAt, toAt: startAt + 1e9 };
    const { points } = await store.series({ subject: 'a>b', metric: 'rttMs', ...span, points: 1_000 });
    // What is there is whole: all samples up to the newest transition, and no more.
    if (points.length !== newest + 1 || points.some((point, n) => point.max !== n)) throw new Error('a torn commit');
    await store.close();
    return newest;
  };
  const [from = 0, middle = 0, end = 0] = [lengths.get(22), lengths.get(23), lengths.get(24)];
  expect([log.length, end - middle, middle - from].every((bytes) => bytes > 500)).toBe(true);
  for (let length = from; length <= end; length++) {
    const newest = await newestOf(log.subarray(0, length));
    if (newest !== (length < middle ? 22 : length < end ? 23 : 24)) expect.fail(`cut at ${length}: ${newest}`);
  }
  for (let position = from; position < end; position += 11) {
    const spoilt = Uint8Array.from(log.subarray(0, end));
    spoilt[position] = (spoilt[position] ?? 0) ^ 0x55;
    const newest = await newestOf(spoilt);
    if (newest !== (position < middle ? 22 : 23)) expect.fail(`spoilt at ${position}: ${newest}`);
  }
}, 120_000);

const isRoot = process.platform === 'linux' && process.getuid?.() === 0;

it.skipIf(!isRoot)(
  'refuses on a full disk, and goes on when there is room (needs root on Linux for a disk of its own)',
  () => {
    // A mount namespace of its own: the small disk is gone with the process, whatever happens.
    const script = 'mount -t tmpfs -o size=1m tmpfs "$1" && cd "$1" && shift && exec "$@"';
    const command = ['-m', 'sh', '-c', script, 'sh', folder, ...node(FULL_DISK_WRITER, '.')];
    const run = spawnSync('/usr/bin/unshare', command, { encoding: 'utf8' });
    expect(run.stderr).toBe('');
    const told = JSON.parse(run.stdout);
    expect(told).toMatchObject({ codes: ['full'], committed: told.beforeRoom + 5, inOrder: true });
    expect(told.beforeRoom).toBeGreaterThan(5);
    expect([told.points, told.transitions]).toEqual([told.committed, told.committed]);
  },
);
