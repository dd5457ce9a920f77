import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HistoryError, type HistoryErrorCode } from '../history-error.ts';
import { openDatabase, pragma } from './database.ts';
import { APPLICATION_ID, MIGRATIONS } from './migrations.ts';
import { SqliteHistory } from './sqlite-history.ts';

const START = Date.UTC(2026, 0, 1);

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'causeway-database-'));
  path = join(folder, 'history.db');
});
afterEach(() => rmSync(folder, { recursive: true }));

const commit = (store: SqliteHistory, n: number) =>
  store.commit({
    at: START + n * 10_000,
    samples: [{ series: { subject: `s${n % 50}`, metric: 'rttMs' }, value: n }],
    transitions: [{ at: START + n * 10_000, kind: 'verdict', subject: 'a>b', state: { n, padding: 'x'.repeat(500) } }],
  });

function thrown(work: () => unknown): HistoryError {
  try {
    work();
  } catch (error) {
    if (error instanceof HistoryError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

it('is one file once it is closed, also while somebody else reads it', async () => {
  const store = new SqliteHistory({ path });
  for (let n = 0; n < 20; n++) await commit(store, n);
  const reader = new DatabaseSync(path, { readOnly: true });
  reader.prepare('SELECT count(*) FROM transition').get();
  await store.close();
  const copy = join(folder, 'copy.db');
  copyFileSync(path, copy);
  reader.close();
  const copied = new SqliteHistory({ path: copy });
  expect((await copied.stats()).transitions).toBe(20);
  await copied.close();
});

it.skipIf(process.platform !== 'linux')('says at once when there can be no folder for it', () => {
  const error = thrown(() => new SqliteHistory({ path: '/proc/nope/deep/h.db' }));
  expect([error.code, error.message]).toEqual(['io', expect.stringContaining("mkdir '/proc/nope'")]);
});

it('makes the folders that are missing', async () => {
  const deep = join(folder, 'not', 'yet', 'h.db');
  await new SqliteHistory({ path: deep }).close();
  expect(statSync(deep).size).toBeGreaterThan(0);
});

describe('refuses and leaves as it is', () => {
  const refused = (code: HistoryErrorCode, ...words: string[]) => {
    const before = readFileSync(path);
    const error = thrown(() => new SqliteHistory({ path }));
    expect(error.code).toBe(code);
    for (const word of [path, ...words]) expect(error.message).toContain(word);
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0).toBe(0);
  };

  it('what is no database', () => {
    writeFileSync(path, 'to whom it may concern\n'.repeat(1_000));
    refused('corrupt', 'no SQLite database', 'move it aside');
  });

  it("another program's database", () => {
    const other = new DatabaseSync(path);
    other.exec('CREATE TABLE customers (name TEXT)');
    other.close();
    refused('corrupt', 'no history of Causeway');
  });

  it('a damaged file', async () => {
    const store = new SqliteHistory({ path });
    for (let n = 0; n < 100; n++) await commit(store, n);
    await store.close();
    const bytes = readFileSync(path);
    bytes.fill(0x5a, 3 * 4_096, 8 * 4_096);
    writeFileSync(path, bytes);
    refused('corrupt', 'damaged');
  });

  it('a file that was cut short', async () => {
    const store = new SqliteHistory({ path });
    for (let n = 0; n < 100; n++) await commit(store, n);
    await store.close();
    writeFileSync(path, readFileSync(path).subarray(0, 5 * 4_096 + 100));
    refused('corrupt', 'damaged');
  });

  it('a file of a newer version', async () => {
    await new SqliteHistory({ path }).close();
    const future = new DatabaseSync(path);
    future.exec(`PRAGMA user_version = ${MIGRATIONS.length + 1}; PRAGMA journal_mode = DELETE`);
    future.close();
    refused('newer', `version ${MIGRATIONS.length + 1}`, 'newer Causeway');
  });
});

it('lets one writer at a time in, and the next one when it has gone', async () => {
  const store = new SqliteHistory({ path });
  expect(thrown(() => new SqliteHistory({ path })).code).toBe('locked');
  await store.close();
  await new SqliteHistory({ path }).close();
});

it('says where it can not write', () => {
  writeFileSync(join(folder, 'file'), '');
  expect(thrown(() => new SqliteHistory({ path: join(folder, 'file', 'history.db') })).code).toBe('io');
});

it('refuses a commit that finds no room, keeps what was there, and goes on when there is room', async () => {
  const store = new SqliteHistory({ path, hardMaxBytes: 200_000 });
  let n = 0;
  let error: unknown;
  while (error === undefined && n < 10_000) {
    error = await commit(store, n).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (error === undefined) n++;
  }
  expect(error).toMatchObject({ code: 'full' });
  expect(await store.lastCommittedAt()).toBe(START + (n - 1) * 10_000);
  await store.close();
  const roomy = new SqliteHistory({ path });
  await commit(roomy, n);
  const { transitions } = await roomy.transitions({ fromAt: START - 1, toAt: START + 1e9 });
  expect(transitions).toHaveLength(n + 1);
  const everything = { fromAt: START, toAt: START + 1e9 };
  const [figures] = await roomy.quantiles([{ subject: 's0', metric: 'rttMs' }], everything, [0]);
  expect(figures?.count).toBe(Math.floor(n / 50) + 1);
  await roomy.close();
});

describe('an older file', () => {
  /** A history as version 1 wrote it: one tick of the head (three series, the second without a number) and two transitions. */
  const VERSION_1 = `
    PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = 1;
    CREATE TABLE series (id INTEGER PRIMARY KEY, subject TEXT NOT NULL, metric TEXT NOT NULL, UNIQUE (subject, metric));
    CREATE TABLE head (seq INTEGER PRIMARY KEY, hour_at INTEGER NOT NULL, part INTEGER NOT NULL, at INTEGER NOT NULL, data BLOB NOT NULL);
    CREATE TABLE subject (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (kind, name));
    CREATE TABLE transition (seq INTEGER PRIMARY KEY, subject_id INTEGER NOT NULL REFERENCES subject (id), at INTEGER NOT NULL, state TEXT);
    CREATE INDEX transition_by_time ON transition (at, seq);
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    ${['raw', 'minute', 'hour']
      .map(
        (table) => `
    CREATE TABLE ${table} (id INTEGER PRIMARY KEY, grp INTEGER NOT NULL, from_at INTEGER NOT NULL, part INTEGER NOT NULL, data BLOB NOT NULL);
    CREATE UNIQUE INDEX ${table}_by_group ON ${table} (grp, from_at, part);
    CREATE INDEX ${table}_by_time ON ${table} (from_at, grp, part);`,
      )
      .join('')}
    INSERT INTO series VALUES (0, 'a>b', 'rttMs'), (1, 'b>a', 'rttMs'), (2, 'a~b', 'mtuBytes');
    INSERT INTO head VALUES (1, ${START}, 0, ${START + 5}, x'03030002c03eb817');
    INSERT INTO subject VALUES (1, 'verdict', 'a>b');
    INSERT INTO transition VALUES (1, 1, ${START}, '"up"'), (2, 1, ${START + 9}, '"down"');
    INSERT INTO meta VALUES ('positions', '[1,2]');`;

  beforeEach(() => {
    const old = new DatabaseSync(path);
    old.exec(VERSION_1);
    old.close();
  });

  it('is brought up to date with all that is in it', async () => {
    const store = new SqliteHistory({ path });
    expect(await store.stateAt(START + 8)).toEqual([{ at: START, kind: 'verdict', subject: 'a>b', state: 'up' }]);
    expect(await store.getMeta('positions')).toEqual([1, 2]);
    expect(await store.lastCommittedAt()).toBe(START + 5);
    const span = { fromAt: START, toAt: START + 10, points: 5 };
    const of = async (subject: string, metric: string) =>
      (await store.series({ subject, metric, ...span })).points[0]?.max;
    expect([await of('a>b', 'rttMs'), await of('b>a', 'rttMs'), await of('a~b', 'mtuBytes')]).toEqual([
      4,
      undefined,
      1_500,
    ]);
    await commit(store, 1);
    await store.close();
    expect(pragma(new DatabaseSync(path), 'user_version')).toBe(MIGRATIONS.length);
  });

  it('stays as it was when a migration fails', () => {
    const half = (db: DatabaseSync) => db.exec('CREATE TABLE half (x); INSERT INTO nowhere VALUES (1)');
    const failing = [...MIGRATIONS, half];
    expect(thrown(() => openDatabase({ path, migrations: failing })).code).toBe('io');
    const { db, close } = openDatabase({ path });
    expect(pragma(db, 'user_version')).toBe(MIGRATIONS.length);
    expect(db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'half'").get()).toBeUndefined();
    expect(db.prepare('SELECT count(*) AS n FROM transition').get()).toEqual({ n: 2 });
    close();
  });
});
