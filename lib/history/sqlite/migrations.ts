import type { DatabaseSync } from 'node:sqlite';

/** Marks a SQLite file as a history of ours (`PRAGMA application_id`): "CwHi". */
export const APPLICATION_ID = 0x43774869;

/** One step of the schema; runs inside the transaction that also raises `user_version`. */
export type Migration = (db: DatabaseSync) => void;

/** The n-th entry leads to version n. Entries are never changed once released, only added. */
export const MIGRATIONS: readonly Migration[] = [
  (db) => {
    db.exec(`
      CREATE TABLE series (id INTEGER PRIMARY KEY, subject TEXT NOT NULL, metric TEXT NOT NULL, UNIQUE (subject, metric));
      CREATE TABLE head (seq INTEGER PRIMARY KEY, hour_at INTEGER NOT NULL, part INTEGER NOT NULL, at INTEGER NOT NULL,
        data BLOB NOT NULL);
      CREATE TABLE subject (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (kind, name));
      CREATE TABLE transition (seq INTEGER PRIMARY KEY, subject_id INTEGER NOT NULL REFERENCES subject (id),
        at INTEGER NOT NULL, state TEXT);
      CREATE INDEX transition_by_time ON transition (at, seq);
      CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    `);
    for (const table of ['raw', 'minute', 'hour']) {
      db.exec(`
        CREATE TABLE ${table} (id INTEGER PRIMARY KEY, grp INTEGER NOT NULL, from_at INTEGER NOT NULL,
          part INTEGER NOT NULL, data BLOB NOT NULL);
        CREATE UNIQUE INDEX ${table}_by_group ON ${table} (grp, from_at, part);
        CREATE INDEX ${table}_by_time ON ${table} (from_at, grp, part);
      `);
    }
  },
  // A clock that is set back: what was written ahead of it stays on record, but is no longer the state of anything.
  (db) => {
    db.exec(`
      ALTER TABLE transition ADD COLUMN superseded INTEGER NOT NULL DEFAULT 0;
      CREATE INDEX transition_by_subject ON transition (subject_id, at, seq) WHERE superseded = 0;
    `);
  },
];
