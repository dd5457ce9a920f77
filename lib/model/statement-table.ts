import type { Alias } from './cluster.ts';
import type { Fact } from './observation.ts';
import type { About, Statement } from './statement.ts';
import { type Words, words } from './words.ts';

/** A fact that is a figure of its own in each row: a column of each part of it, NaN where there is none. */
export interface Figures {
  name: string;
  unit: string;
  columns: readonly Float64Array[];
}

/** What a row says in words and facts of its own. Never changed: rows of many tables may share it. */
export interface Own {
  /** The id of the statement. */
  id: string;
  words: Words;
  facts: readonly Fact[];
}

/** What all rows of a table say. Where they have no words of their own a row's id is `<id>/<peer's name>`; the words may name `{peer}`. */
export interface Template extends Pick<Statement, 'id' | 'layer' | 'status' | 'words' | 'witness' | 'evidence'> {
  direction: Exclude<About, { kind: 'self' }>['direction'];
  /** Those that are alike in all rows. */
  facts: readonly Fact[];
}

/**
 * Statements that are alike but for the peer they speak of: one node's word of hundreds of clusters. A statement is made of a
 * row where somebody looks at its link; what fails is told by itself. Instants are epoch milliseconds. Never changed: what is
 * said later is another table, of the same template and peers for the most part.
 */
export interface StatementTable {
  template: Template;
  /** Whom each row speaks of. Tables of one reading may share the list. */
  peers: readonly Alias[];
  /** When each row was said, or all of them; infinite: it holds as long as it is proven. */
  saidAt: Float64Array | number;
  figures: Figures | null;
  /** What each row says by itself. */
  own?: readonly Own[];
  /** When the source was last proven to say so still; no word is younger. */
  provenAt: number;
  /** Milliseconds for which that proof holds. */
  provenForMs: number;
  /** Milliseconds for which a word is fresh by itself. */
  freshForMs: number;
}

/** When a row was last known to hold, epoch milliseconds. */
export function observedAtOf({ saidAt, provenAt }: StatementTable, row: number): number {
  const said = typeof saidAt === 'number' ? saidAt : (saidAt[row] ?? 0);
  return Math.min(said, provenAt);
}

/** Milliseconds for which a row is fresh from then on. */
export function freshForMsOf(table: StatementTable, row: number): number {
  return Math.min(table.freshForMs, table.provenAt + table.provenForMs - observedAtOf(table, row));
}

/** The instant from which a row is no longer fresh, epoch milliseconds; as `freshUntil` of its statement. */
export function rowFreshUntil(table: StatementTable, row: number): number {
  return observedAtOf(table, row) + freshForMsOf(table, row);
}

/** The statement of one row. */
export function statementOf(table: StatementTable, row: number, peer: Alias): Statement {
  const { template, figures } = table;
  const { direction, layer, status, witness, evidence } = template;
  const { id, facts, ...own } = table.own?.[row] ?? alike(template, peer);
  return {
    id,
    about: { kind: 'peer', peer, direction },
    layer,
    status,
    words: own.words,
    witness,
    facts: figures ? [...facts, { name: figures.name, value: figureOf(figures, row) }] : [...facts],
    evidence,
    observedAt: observedAtOf(table, row),
    freshForMs: freshForMsOf(table, row),
  };
}

function alike({ id, words: said, facts }: Template, peer: Alias): Own {
  return { id: `${id}/${peer.name}`, words: words(said.id, said.text, { ...said.params, peer: peer.name }), facts };
}

function figureOf({ columns, unit }: Figures, row: number): string {
  const values = columns.map((column) => column[row] ?? Number.NaN);
  return values.map((value) => (Number.isNaN(value) ? '' : `${value} ${unit}`)).join(', ');
}

/** All statements of a reading, those of its tables written out. */
export function statementsIn({
  statements,
  tables = [],
}: {
  statements: readonly Statement[];
  tables?: readonly StatementTable[];
}): Statement[] {
  const rows = tables.flatMap((table) => table.peers.map((peer, row) => statementOf(table, row, peer)));
  return [...statements, ...rows];
}
