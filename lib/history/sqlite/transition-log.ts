import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import type { Json, Span, Transition, TransitionAnswer, TransitionFilter, TransitionKind } from '../store.ts';

const DEFAULT_LIMIT = 10_000;

/**
 * Which subjects a filter means: every part that is not asked for is null, and then lets everything pass. Prefixes are
 * compared as bytes, because SQLite's text functions stop at a NUL.
 */
const MATCHES = `(?1 IS NULL OR s.kind = ?1) AND (?2 IS NULL OR s.name = ?2)
  AND (?3 IS NULL OR (s.name >= ?3 AND substr(CAST(s.name AS BLOB), 1, length(CAST(?3 AS BLOB))) = CAST(?3 AS BLOB)))`;

/** Transitions of every subject, exact and for ever. */
export class TransitionLog {
  private readonly findSubject: StatementSync;
  private readonly addSubject: StatementSync;
  private readonly supersede: StatementSync;
  private readonly insert: StatementSync;
  private readonly selectStates: StatementSync;
  private readonly selectSpan: StatementSync;
  private readonly selectSubjectSpan: StatementSync;

  constructor(db: DatabaseSync) {
    this.findSubject = db.prepare('SELECT id FROM subject WHERE kind = ? AND name = ?');
    this.addSubject = db.prepare('INSERT INTO subject (kind, name) VALUES (?, ?)');
    this.supersede = db.prepare(
      'UPDATE transition SET superseded = 1 WHERE subject_id = ? AND at > ? AND superseded = 0',
    );
    this.insert = db.prepare('INSERT INTO transition (subject_id, at, state) VALUES (?, ?, ?)');
    this.selectStates = db.prepare(`
      SELECT t.at, s.kind, s.name, t.state FROM subject s JOIN transition t ON t.seq = (
        SELECT x.seq FROM transition x WHERE x.subject_id = s.id AND x.superseded = 0 AND x.at <= ?4
        ORDER BY x.at DESC, x.seq DESC LIMIT 1)
      WHERE t.state IS NOT NULL AND ${MATCHES} ORDER BY s.kind, s.name`);
    const span = (from: string) => `
      SELECT t.at, s.kind, s.name, t.state FROM ${from}
      WHERE t.superseded = 0 AND t.at > ?4 AND t.at < ?5 AND ${MATCHES} ORDER BY t.at, t.seq LIMIT ?6`;
    this.selectSpan = db.prepare(span('transition t CROSS JOIN subject s ON s.id = t.subject_id'));
    this.selectSubjectSpan = db.prepare(span('subject s CROSS JOIN transition t ON t.subject_id = s.id'));
  }

  /** Adds a transition in the open transaction; what its subject was to be later (by a clock that ran ahead) is superseded. */
  append({ at, kind, subject, state }: Transition): void {
    const name = subject.toWellFormed();
    const id = this.findSubject.get(kind, name)?.id ?? this.addSubject.run(kind, name).lastInsertRowid;
    this.supersede.run(id, at);
    this.insert.run(id, at, state === null ? null : JSON.stringify(state));
  }

  stateAt(at: number, filter: TransitionFilter): Transition[] {
    return this.selectStates.all(...parameters(filter), at).map(toTransition);
  }

  transitions(query: TransitionFilter & Span & { readonly limit?: number }): TransitionAnswer {
    const limit = query.limit ?? DEFAULT_LIMIT;
    const narrow = query.subject !== undefined || query.subjectPrefix !== undefined;
    const select = narrow ? this.selectSubjectSpan : this.selectSpan;
    const rows = select.all(...parameters(query), query.fromAt, query.toAt, limit + 1).map(toTransition);
    return {
      before: this.stateAt(query.fromAt, query),
      transitions: rows.slice(0, limit),
      more: rows.length > limit,
    };
  }
}

function parameters(filter: TransitionFilter): [string | null, string | null, string | null] {
  const text = (value: string | undefined) => value?.toWellFormed() ?? null;
  return [text(filter.kind), text(filter.subject), text(filter.subjectPrefix)];
}

function toTransition(row: Record<string, SQLOutputValue>): Transition {
  const state: Json = row.state === null ? null : JSON.parse(String(row.state));
  return { at: Number(row.at), kind: row.kind as TransitionKind, subject: String(row.name), state };
}
