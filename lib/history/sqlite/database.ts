import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { HistoryError, type HistoryErrorCode } from '../history-error.ts';
import { DamagedPage } from './bytes.ts';
import { APPLICATION_ID, MIGRATIONS, type Migration } from './migrations.ts';

/** Above this size the check of the whole file at every start would take seconds; then only what is read is checked. */
const CHECKED_BYTES = 512 * 2 ** 20;

/** An open database and what must happen when it is closed. */
export interface OpenDatabase {
  readonly db: DatabaseSync;
  readonly path: string;
  close(): void;
}

/** How to open: `hardMaxBytes` makes SQLite refuse to grow the file further, as a full disk does. */
export interface OpenOptions {
  readonly path: string;
  readonly hardMaxBytes?: number | undefined;
  readonly migrations?: readonly Migration[] | undefined;
}

/**
 * Opens (or makes) the database: looks before it writes, refuses a file that is damaged, foreign, newer, or written to
 * by another process, and brings an older one up to date. `:memory:` is a database of its own, for tests.
 */
export function openDatabase({ path, hardMaxBytes, migrations = MIGRATIONS }: OpenOptions): OpenDatabase {
  return translateErrors(path, () => {
    if (path === ':memory:') return prepare(new DatabaseSync(path), path, hardMaxBytes, migrations, null);
    makeFolder(dirname(path));
    const lock = takeLock(path);
    try {
      if (existsSync(path) && statSync(path).size > 0) inspect(path, { newestVersion: migrations.length });
      return prepare(new DatabaseSync(path), path, hardMaxBytes, migrations, lock);
    } catch (error) {
      lock.close();
      throw error;
    }
  });
}

/**
 * Folder by folder: with `recursive`, Node 24 asks a file system that answers ENOENT inside of a folder that exists, as `/proc`
 * does, for ever (seen).
 */
export function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
}

/** One writer per file: the lock is SQLite's own, on a file beside it, so the system frees it when a process dies. */
export function takeLock(path: string): DatabaseSync {
  const lock = new DatabaseSync(`${path}.lock`);
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = OFF; BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    throw error;
  }
}

/** What to do about a file that is refused: one sentence for each reason. */
export interface Advice {
  readonly corrupt: string;
  readonly newer: string;
}

/** For the history itself. */
export const ADVICE: Advice = {
  corrupt: 'It is left as it is: restore it from a backup, or move it aside to start a new history',
  newer: 'It is left as it is: use that version, or move it aside to start a new history',
};

/** What to look at: `named` is the file that errors tell of, where another one stands in for it; `checkedBytes` limits the whole check. */
export interface Inspection {
  readonly newestVersion: number;
  readonly checkedBytes?: number;
  readonly named?: string;
  readonly advice?: Advice;
}

/** Looks at an existing file through a connection that can't write, so that a refused file stays as it is; at all of it up to a size. */
export function inspect(path: string, how: Inspection): void {
  const { newestVersion, checkedBytes = CHECKED_BYTES, named = path, advice = ADVICE } = how;
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    const version = pragma(db, 'user_version');
    const foreign = pragma(db, 'application_id') !== APPLICATION_ID;
    if (foreign && (version !== 0 || db.prepare('SELECT 1 FROM sqlite_schema').get() !== undefined)) {
      throw new HistoryError('corrupt', `${named} is a database, but no history of Causeway. ${advice.corrupt}`);
    }
    if (version > newestVersion) {
      const versions = `version ${version}, this program knows ${newestVersion}`;
      throw new HistoryError('newer', `${named} was written by a newer Causeway (${versions}). ${advice.newer}`);
    }
    if (statSync(path).size > checkedBytes) return;
    const verdict = db.prepare('PRAGMA quick_check(1)').get()?.quick_check;
    if (verdict !== 'ok')
      throw new HistoryError('corrupt', `${named} is damaged: ${oneLine(verdict)}. ${advice.corrupt}`);
  } finally {
    db.close();
  }
}

/** SQLite tells of what is damaged in several lines. */
function oneLine(text: unknown): string {
  return String(text).replaceAll(/\s+/g, ' ');
}

function prepare(
  db: DatabaseSync,
  path: string,
  hardMaxBytes: number | undefined,
  migrations: readonly Migration[],
  lock: DatabaseSync | null,
): OpenDatabase {
  const close = () => {
    try {
      // By itself the last connection does this, and somebody else may be reading: a copy of the file alone is to be whole.
      db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    } finally {
      db.close();
      lock?.close();
    }
  };
  try {
    // FULL: a commit is on the disk when it returns. Short checkpoints, so that none holds up a tick for long.
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 1000');
    db.exec('PRAGMA temp_store = MEMORY; PRAGMA cache_size = -32768; PRAGMA busy_timeout = 2000');
    for (const [index, migrate] of migrations.entries()) {
      if (pragma(db, 'user_version') > index) continue;
      inTransaction(db, () => {
        db.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
        migrate(db);
        db.exec(`PRAGMA user_version = ${index + 1}`);
      });
    }
    if (hardMaxBytes !== undefined) {
      db.exec(`PRAGMA max_page_count = ${Math.ceil(hardMaxBytes / pragma(db, 'page_size'))}`);
    }
    return { db, path, close };
  } catch (error) {
    db.close();
    throw error;
  }
}

/** A pragma that answers with one number. */
export function pragma(db: DatabaseSync, name: string): number {
  return Number(Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0]);
}

/** Runs `work` as one transaction: all of it, on disk, or nothing. */
export function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    // SQLite has rolled back by itself after some errors (a full disk among them).
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

/** SQLite's primary result codes that have a meaning of their own here (https://sqlite.org/rescode.html). */
const CODES: Record<number, [HistoryErrorCode, string]> = {
  5: ['locked', 'is in use by another process. Stop that one, or give this one a history of its own'],
  6: ['locked', 'is in use by another process. Stop that one, or give this one a history of its own'],
  11: ['corrupt', 'is damaged'],
  13: ['full', 'can not grow: the disk is full. Free some room; nothing that was written before is lost'],
  26: ['corrupt', 'is no SQLite database'],
};
/** No room for the shared memory file beside the database. */
const SHARED_MEMORY_SIZE = 4874;

/** Runs `work` and turns what SQLite, the file system or a page's reader throws into a `HistoryError`. */
export function translateErrors<T>(path: string, work: () => T, advice = ADVICE): T {
  try {
    return work();
  } catch (error) {
    throw translate(path, error, advice);
  }
}

/** What SQLite, the file system or a page's reader threw, as a `HistoryError`; anything else as it is. */
export function translate(path: string, error: unknown, advice = ADVICE): unknown {
  if (!(error instanceof Error) || error instanceof HistoryError) return error;
  if (error instanceof DamagedPage) {
    return new HistoryError('corrupt', `${path} is damaged: ${error.message}. ${advice.corrupt}`, error);
  }
  const number = 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : undefined;
  const full = number === SHARED_MEMORY_SIZE || ('code' in error && error.code === 'ENOSPC');
  const known = CODES[full ? 13 : (number ?? 0) & 255];
  if (known) {
    const [kind, what] = known;
    return new HistoryError(kind, `${path} ${what}${kind === 'corrupt' ? `. ${advice.corrupt}` : ''}`, error);
  }
  if (number === undefined && !('syscall' in error)) return error;
  return new HistoryError('io', `${path} can not be read or written: ${error.message}`, error);
}
