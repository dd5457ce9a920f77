import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { HistoryError } from '../history-error.ts';
import { inspect, makeFolder, takeLock, translate, translateErrors } from './database.ts';
import { MIGRATIONS } from './migrations.ts';

/** All pages in one step: between two steps a writer would make SQLite begin again, for ever in a busy history. */
const WHOLE = 0x7fff_ffff;

/**
 * Copies a history to a new file, also while it is written to: the copy is the history at one instant, whole, and checked.
 * Nothing is ever overwritten. Answers its size in bytes. Throws `HistoryError`.
 */
export function backUp(path: string, to: string): Promise<number> {
  return translated(path, async () => {
    if (!existsSync(path)) throw new HistoryError('io', `${path} is not there: there is no history to copy`);
    return copy(path, to);
  });
}

/**
 * Makes a copy the history again. Nobody may be writing to it; what was there before stays beside it under the answered name,
 * null where there was nothing. The copy is checked first. Throws `HistoryError`.
 */
export function restore(from: string, path: string, asideName: string): Promise<string | null> {
  return translated(path, async () => {
    if (!existsSync(from)) throw new HistoryError('io', `${from} is not there: there is no copy to restore`);
    if (isSameFile(from, path))
      throw new HistoryError('io', `${from} is the history itself: name the copy that is to take its place`);
    makeFolder(dirname(path));
    const lock = takeLock(path);
    const fresh = `${path}.restored`;
    try {
      rmSync(fresh, { force: true });
      await copy(from, fresh);
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

/** Errors name the file that is to blame: what is read until it is open, then what is written. */
async function copy(from: string, to: string): Promise<number> {
  if (existsSync(to)) throw new HistoryError('io', `${to} is there already, and nothing is overwritten`);
  const source = translateErrors(from, () => {
    inspect(from, MIGRATIONS.length, 0);
    return new DatabaseSync(from, { readOnly: true });
  });
  return translated(to, async () => {
    const part = `${to}.part`;
    try {
      rmSync(part, { force: true });
      await backup(source, part, { rate: WHOLE });
    } finally {
      source.close();
    }
    seal(part);
    inspect(part, MIGRATIONS.length, Number.POSITIVE_INFINITY);
    renameSync(part, to);
    return statSync(to).size;
  });
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
