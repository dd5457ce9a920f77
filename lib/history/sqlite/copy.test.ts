import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { backUpHistory, restoreHistory } from '../copy-history.ts';
import { openHistory } from '../open-history.ts';
import { APPLICATION_ID } from './migrations.ts';

const AT = Date.UTC(2026, 10, 21);
let folder: string;
let file: string;
let copy: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'causeway-copy-'));
  [file, copy] = [join(folder, 'history.db'), join(folder, 'copy.db')];
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (path = file) => openHistory({ url: `file:${path}` });
const tick = (second: number) => ({
  at: AT + second * 1000,
  samples: [{ series: { subject: 'a>b', metric: 'rttMs' }, value: second }],
  transitions: [],
});

/** The values of a history, in order. */
async function valuesOf(path: string): Promise<number[]> {
  const store = open(path);
  const span = { fromAt: AT, toAt: AT + 3_600_000, points: 5000 };
  const { points } = await store.series({ subject: 'a>b', metric: 'rttMs', ...span });
  await store.close();
  return points.map(({ max }) => max);
}

it('copies what is written to: every commit before, none in half, and the writer is not held up', async () => {
  const store = open();
  for (let second = 0; second < 300; second++) await store.commit(tick(second));
  const copying = backUpHistory(`file:${file}`, copy);
  let second = 300;
  for (let over = false; !over; second++) {
    await store.commit(tick(second));
    over = await Promise.race([
      copying.then(() => true),
      new Promise<false>((next) => setImmediate(() => next(false))),
    ]);
  }
  expect(await copying).toBeGreaterThan(0);
  const values = await valuesOf(copy);
  expect(values.length).toBeGreaterThanOrEqual(300);
  expect(values).toEqual(Array.from({ length: values.length }, (_, index) => index));
  await store.close();
  expect(await valuesOf(file)).toHaveLength(second);
});

it('a copy is one file that can be read where nothing can be written', async () => {
  const store = open();
  await store.commit(tick(0));
  await backUpHistory(`file:${file}`, copy);
  await store.close();
  expect(readdirSync(folder).filter((name) => name.startsWith('copy'))).toEqual(['copy.db']);
  const db = new DatabaseSync(copy, { readOnly: true });
  expect(db.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'delete' });
  db.close();
});

it('a copy becomes the history again, and what was there is kept beside it', async () => {
  const store = open();
  await store.commit(tick(0));
  await backUpHistory(`file:${file}`, copy);
  await store.commit(tick(1));
  await expect(restoreHistory(copy, `file:${file}`, 'before')).rejects.toMatchObject({ code: 'locked' });
  await store.close();
  expect(await restoreHistory(copy, `file:${file}`, 'before')).toBe(`${file}.before`);
  expect(await valuesOf(file)).toEqual([0]);
  expect(await valuesOf(`${file}.before`)).toEqual([0, 1]);
  expect(await valuesOf(copy)).toEqual([0]);
});

it('a damaged history is put aside with its log, and a missing one is no hindrance', async () => {
  const store = open();
  await store.commit(tick(0));
  await backUpHistory(`file:${file}`, copy);
  await store.close();
  writeFileSync(file, 'no database');
  writeFileSync(`${file}-wal`, 'its log');
  await restoreHistory(copy, `file:${file}`, 'before');
  expect(await valuesOf(file)).toEqual([0]);
  expect(readFileSync(`${file}.before-wal`, 'utf8')).toBe('its log');
  const elsewhere = join(folder, 'new', 'history.db');
  expect(await restoreHistory(copy, `file:${elsewhere}`, 'before')).toBeNull();
  expect(await valuesOf(elsewhere)).toEqual([0]);
});

it('the history does not become itself again, by whichever path it is named', async () => {
  const store = open();
  await store.commit(tick(0));
  await store.close();
  symlinkSync(file, copy);
  for (const from of [file, join(folder, '..', basename(folder), 'history.db'), copy])
    await expect(restoreHistory(from, `file:${file}`, 'before')).rejects.toThrow(`${from} is the history itself`);
  expect(existsSync(`${file}.before`)).toBe(false);
  expect(await valuesOf(file)).toEqual([0]);
});

/** A database that has the marks of a history, made by `sql`. */
const marked = (sql: string) => {
  const db = new DatabaseSync(copy);
  db.exec(`PRAGMA application_id = ${APPLICATION_ID}; ${sql}`);
  db.close();
};
/** A whole copy, damaged in the middle: its first page still tells of a history. */
const damage = async () => {
  await backUpHistory(`file:${file}`, copy);
  writeFileSync(copy, readFileSync(copy).fill(0xff, 4096 * 2));
};

it.each<[string, () => unknown, string]>([
  ['is not there', () => {}, 'there is no copy'],
  ['is a folder', () => mkdirSync(copy), 'is a folder'],
  ['has 0 bytes', () => writeFileSync(copy, ''), 'is empty.* is no backup.*history is as it was'],
  ['is rubbish', () => writeFileSync(copy, 'rubbish'.repeat(1000)), 'is no SQLite database.* is no backup'],
  [
    'is of somebody else',
    () => new DatabaseSync(copy).exec('CREATE TABLE x (y)'),
    'no history of Causeway.* is no backup',
  ],
  ['has no version', () => marked('CREATE TABLE series (id)'), 'is empty.* is no backup'],
  [
    'lacks tables',
    () => marked('PRAGMA user_version = 1; CREATE TABLE series (id)'),
    'without head, .*hour.* is no backup',
  ],
  ['is newer', () => marked('PRAGMA user_version = 999'), 'newer Causeway .*the history is as it was'],
  ['is damaged', damage, 'is damaged.* is no backup'],
])('a copy that %s spoils nothing, and is what the error tells of', async (_, make, why) => {
  const store = open();
  await store.commit(tick(0));
  await store.close();
  await make();
  const files = readdirSync(folder);
  const refused = restoreHistory(copy, `file:${file}`, 'before');
  await expect(refused).rejects.toThrow(new RegExp(`^${copy} .*${why}`));
  await expect(refused).rejects.not.toThrow(/left as it is|\.part/);
  expect(readdirSync(folder)).toEqual(files);
  expect(await valuesOf(file)).toEqual([0]);
});

it('nothing is overwritten, and what can not be is said', async () => {
  const url = `file:${file}`;
  await expect(backUpHistory(url, copy)).rejects.toThrow('there is no history to copy');
  await open().close();
  writeFileSync(copy, 'mine');
  await expect(backUpHistory(url, copy)).rejects.toThrow('is there already');
  expect(readFileSync(copy, 'utf8')).toBe('mine');
  await expect(backUpHistory(url, '/proc/no/copy.db')).rejects.toMatchObject({
    name: 'HistoryError',
    message: expect.stringMatching(/^\/proc\/no\/copy\.db /),
  });
  await expect(backUpHistory(':memory:', copy)).rejects.toThrow('in no file');
});
