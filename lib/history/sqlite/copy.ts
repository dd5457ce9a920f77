import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { HistoryError } from '../history-error.ts';
import {
  ADVICE,
  type Advice,
  type Inspection,
  inspect,
  makeFolder,
  pragma,
  takeLock,
  translate,
  translateErrors,
} from './database.ts';
import { MIGRATIONS } from './migrations.ts';

/** All pages in one step: between two steps a writer would make SQLite begin again, for ever in a busy history. */
const WHOLE = 0x7fff_ffff;

/** For a file that was to become the history. */
const NO_BACKUP: Advice = {
  corrupt: 'It is no backup; the history is as it was',
  newer: 'Restore it with that version; the history is as it was',
};

/**
 * Copies a history to a new file, also while it is written to: the copy is the history at one instant, whole, and checked.
 * Nothing is ever overwritten. Answers its size in bytes. Throws `HistoryError`.
 */
export function backUp(path: string, to: string): Promise<number> {
  return translated(path, async () => {
    if (!existsSync(path)) throw new HistoryError('io', `${path} is not there: there is no history to copy`);
    return copy(path, to, ADVICE);
  });
}

/**
 * Makes a copy the history again. Nobody may be writing to it; what was there before stays beside it under the answered name,
 * null where there was nothing. The copy is checked first. Throws `HistoryError`.
 */
export function restore(from: string, path: string, asideName: string): Promise<string | null> {
  return translated(path, async () => {
    if (!existsSync(from)) throw new HistoryError('io', `${from} is not there: there is no copy to restore`);
    const found = statSync(from);
    if (!found.isFile())
      throw new HistoryError(
        'io',
        `${from} is ${found.isDirectory() ? 'a folder' : 'no file'}: name the file of a backup`,
      );
    if (isSameFile(from, path))
      throw new HistoryError('io', `${from} is the history itself: name the copy that is to take its place`);
    makeFolder(dirname(path));
    const lock = takeLock(path);
    const fresh = `${path}.restored`;
    try {
      rmSync(fresh, { force: true });
      await copy(from, fresh, NO_BACKUP);
      const aside = existsSync(path) ? `${path}.${asideName}` : null;
      // The log belongs to the file beside which it lies: with the new one it would spoil it.
      if (aside)
        for (const end of ['', '-wal', '-shm']) if (existsSync(path + end)) renameSync(path + end, aside + end);
      renameSync(fresh, path);
      return aside;
    } finally {
      lock.close();
    }
  });
}

/** Whether two paths lead to one file, by whatever links. */
function isSameFile(a: string, b: string): boolean {
  const [one, other] = [a, b].map((path) => statSync(path, { bigint: true, throwIfNoEntry: false }));
  return one !== undefined && one.dev === other?.dev && one.ino === other.ino;
}

/** Errors name the file that is to blame: what is read where that is damaged or no history, else what is written. */
async function copy(from: string, to: string, advice: Advice): Promise<number> {
  if (existsSync(to)) throw new HistoryError('io', `${to} is there already, and nothing is overwritten`);
  const how = { newestVersion: MIGRATIONS.length, named: from, advice };
  const source = translateErrors(from, () => openSource(from, how), advice);
  const part = `${to}.part`;
  try {
    try {
      removePart(part);
      await backup(source, part, { rate: WHOLE });
    } finally {
      source.close();
    }
    seal(part);
    inspect(part, { ...how, checkedBytes: Number.POSITIVE_INFINITY });
    renameSync(part, to);
    return statSync(to).size;
  } catch (error) {
    removePart(part);
    const ofSource = translate(from, error, advice);
    throw ofSource instanceof HistoryError && ofSource.code === 'corrupt' ? ofSource : translate(to, error);
  }
}

function openSource(path: string, how: Inspection & { advice: Advice }): DatabaseSync {
  inspect(path, { ...how, checkedBytes: 0 });
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    requireSchema(db, path, how.advice);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** A history has the tables of its version. SQLite itself takes a file of 0 bytes for a database without any. */
function requireSchema(db: DatabaseSync, path: string, advice: Advice): void {
  const version = pragma(db, 'user_version');
  if (version < 1) throw new HistoryError('corrupt', `${path} is empty: there is no history in it. ${advice.corrupt}`);
  const model = new DatabaseSync(':memory:');
  try {
    for (const migrate of MIGRATIONS.slice(0, version)) migrate(model);
    const there = new Set(tablesOf(db));
    const missing = tablesOf(model).filter((name) => !there.has(name));
    if (missing.length > 0)
      throw new HistoryError(
        'corrupt',
        `${path} is no whole history: without ${missing.join(', ')}. ${advice.corrupt}`,
      );
  } finally {
    model.close();
  }
}

function tablesOf(db: DatabaseSync): string[] {
  return db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
    .all()
    .map(({ name }) => String(name));
}

/** A copy that was begun, with what SQLite puts beside it. */
function removePart(part: string): void {
  for (const end of ['', '-wal', '-shm', '-journal']) rmSync(part + end, { force: true });
}

/** Makes the copy one plain file that can be read from where nothing can be written: without a log beside it. */
function seal(path: string): void {
  const db = new DatabaseSync(path);
  try {
    db.exec('PRAGMA journal_mode = DELETE');
  } finally {
    db.close();
  }
}

async function translated<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw translate(path, error);
  }
}
