import { isDeepStrictEqual } from 'node:util';
import { sameEvidence } from '#lib/model/evidence.ts';
import { Tunnel } from '#lib/model/link.ts';
import { type Fact, sameFacts } from '#lib/model/observation.ts';
import type { Measurement, Reading } from '#lib/model/reading.ts';
import type { Statement } from '#lib/model/statement.ts';
import type { StatementTable } from '#lib/model/statement-table.ts';
import { sameWords } from '#lib/model/words.ts';

/**
 * That a source says what it said before, later: of hundreds of peers nothing but instants is news most of the time. Columns are
 * in the order of the statements and tunnels of the reading that is renewed; instants are epoch milliseconds.
 */
export interface Renewal {
  observedAt: Float64Array;
  freshForMs: Float64Array;
  tunnelsObservedAt: Float64Array;
  /** In the order of the tables. */
  tables: TableRenewal[];
  /** Facts that moved, by the index of their statement. */
  facts: (readonly [number, Fact[]])[];
  measurements: Measurement[];
  /** What is known of the cluster, if that moved: it carries instants too. */
  cluster: Reading['facts'] | null;
}

/** Whatever moves in a table; of its columns only those that did. */
type TableRenewal = Omit<StatementTable, 'template' | 'peers' | 'own' | 'saidAt' | 'figures'> &
  Partial<Pick<StatementTable, 'saidAt' | 'figures'>>;

/** How `reading` renews `before`; null where it says anything else. Facts alone are told with `withFacts` only: they are figures. */
export function renewalOf(before: Reading, reading: Reading, withFacts: boolean): Renewal | null {
  if (!sameFrame(before, reading)) return null;
  const facts: Renewal['facts'] = [];
  for (const [index, statement] of reading.statements.entries()) {
    const known = before.statements[index];
    if (!known || !sameSaying(known, statement)) return null;
    if (withFacts && !sameFacts(known.facts, statement.facts)) facts.push([index, statement.facts]);
  }
  return {
    observedAt: column(reading.statements, 'observedAt'),
    freshForMs: column(reading.statements, 'freshForMs'),
    tunnelsObservedAt: column(reading.tunnels, 'observedAt'),
    tables: (reading.tables ?? []).map((table, index) => tableRenewal(before.tables?.[index], table)),
    facts,
    measurements: reading.measurements,
    cluster: isDeepStrictEqual(before.facts, reading.facts) ? null : reading.facts,
  };
}

function tableRenewal(before: StatementTable | undefined, table: StatementTable): TableRenewal {
  const { provenAt, provenForMs, freshForMs, saidAt, figures } = table;
  const renewal = { provenAt, provenForMs, freshForMs };
  return before?.saidAt === saidAt && before.figures === figures ? renewal : { ...renewal, saidAt, figures };
}

function column<Name extends string>(rows: readonly Record<Name, number>[], name: Name): Float64Array {
  const numbers = new Float64Array(rows.length);
  for (let index = 0; index < rows.length; index += 1) numbers[index] = rows[index]?.[name] ?? 0;
  return numbers;
}

/** Puts the newer instants and facts into a reading. */
export function renew(reading: Reading, renewal: Renewal): void {
  const { observedAt, freshForMs, tunnelsObservedAt, tables, facts, cluster } = renewal;
  reading.facts = cluster ?? reading.facts;
  if (reading.tables) reading.tables = reading.tables.map((table, index) => ({ ...table, ...tables[index] }));
  for (const [index, statement] of reading.statements.entries()) {
    statement.observedAt = observedAt[index] ?? statement.observedAt;
    statement.freshForMs = freshForMs[index] ?? statement.freshForMs;
  }
  for (const [index, tunnel] of reading.tunnels.entries())
    tunnel.observedAt = tunnelsObservedAt[index] ?? tunnel.observedAt;
  for (const [index, moved] of facts) {
    const statement = reading.statements[index];
    if (statement) statement.facts = moved;
  }
}

/** Whether all is the same that is no statement, no measurement and no part. */
function sameFrame(a: Reading, b: Reading): boolean {
  return (
    a.statements.length === b.statements.length &&
    a.tunnels.length === b.tunnels.length &&
    a.tunnels.every((tunnel, index) => sameTunnel(tunnel, b.tunnels[index])) &&
    sameTables(a.tables, b.tables) &&
    a.absent === b.absent &&
    isDeepStrictEqual(a.notes, b.notes) &&
    isDeepStrictEqual(a.peers, b.peers) &&
    isDeepStrictEqual(a.aliases, b.aliases) &&
    isDeepStrictEqual(a.offers, b.offers) &&
    isDeepStrictEqual(a.probes, b.probes) &&
    isDeepStrictEqual(a.services, b.services)
  );
}

/** Whether tables say the same of the same peers, whenever. */
function sameTables(a: Reading['tables'] = [], b: Reading['tables'] = []): boolean {
  return a.length === b.length && a.every((table, index) => sameTable(table, b[index]));
}

function sameTable(a: StatementTable, b: StatementTable | undefined): boolean {
  if (!b || a.peers.length !== b.peers.length) return false;
  if (a.template !== b.template && !isDeepStrictEqual(a.template, b.template)) return false;
  if (a.own !== b.own && !isDeepStrictEqual(a.own, b.own)) return false;
  return a.peers === b.peers || a.peers.every((peer, row) => samePeer(peer, b.peers[row]));
}

type Row = Reading['tunnels'][number];

/** What a row says in one word each; who is meant and when stands elsewhere. */
const PLAIN = Tunnel.keyof().exclude(['from', 'to', 'subnets', 'observedAt']).options;

function sameTunnel(a: Row, b: Row | undefined): boolean {
  if (!b) return false;
  for (const name of PLAIN) if (a[name] !== b[name]) return false;
  return samePeer(a.peer, b.peer) && sameTexts(a.subnets, b.subnets);
}

function sameTexts(a: readonly string[], b: readonly string[]): boolean {
  return a === b || (a.length === b.length && a.every((text, index) => text === b[index]));
}

function samePeer(a: Row['peer'], b: Row['peer'] | undefined): boolean {
  return a === b || (a.name === b?.name && a.scope === b.scope && a.system === b.system);
}

function sameSaying(a: Statement, b: Statement): boolean {
  if (a.id !== b.id || a.status !== b.status || a.layer !== b.layer || a.witness !== b.witness) return false;
  return sameWords(a.words, b.words) && sameAbout(a.about, b.about) && sameEvidence(a.evidence, b.evidence);
}

function sameAbout(a: Statement['about'], b: Statement['about']): boolean {
  if (a === b) return true;
  if (a.kind !== 'peer' || b.kind !== 'peer') return a.kind === b.kind;
  return a.direction === b.direction && samePeer(a.peer, b.peer);
}
