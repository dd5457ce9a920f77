import type { Alias } from '#lib/model/cluster.ts';
import type { Observation } from '#lib/model/observation.ts';
import { type StatementTable, statementOf } from '#lib/model/statement-table.ts';
import type { ReadingSource } from './reading-source.ts';
import { observationOf, subjectBetween } from './resolve-statement.ts';

/** The rows of a table by the cluster they speak of; names that can't be told have none. */
export type Rows = ReadonlyMap<string, number>;

/** A table in Causeway's own names. */
export interface PlacedTable {
  table: StatementTable;
  source: ReadingSource;
  rows: Rows;
  /** Epoch milliseconds: when we read it. */
  collectedAt: number;
}

/** `otherOf` answers the id of a peer, or nothing where it can't be told or is the cluster itself. */
export function placeTables(
  tables: readonly StatementTable[],
  source: ReadingSource,
  otherOf: (peer: Alias) => string | undefined,
  now: number,
): PlacedTable[] {
  const known = new Map<StatementTable['peers'], Rows>();
  return tables.map((table) => {
    const rows = known.get(table.peers) ?? rowsOf(table.peers, otherOf);
    known.set(table.peers, rows);
    return { table, source, rows, collectedAt: now };
  });
}

function rowsOf(peers: StatementTable['peers'], otherOf: (peer: Alias) => string | undefined): Rows {
  const rows = new Map<string, number>();
  for (const [row, peer] of peers.entries()) {
    const id = otherOf(peer);
    if (id !== undefined) rows.set(id, row);
  }
  return rows;
}

/** What a table says of a cluster, or nothing. */
export function observationIn({ table, source, rows, collectedAt }: PlacedTable, cluster: string): Observation[] {
  const row = rows.get(cluster);
  const peer = row === undefined ? undefined : table.peers[row];
  if (row === undefined || peer === undefined) return [];
  const subject = subjectBetween(source.cluster, cluster, table.template.direction);
  return [observationOf(statementOf(table, row, peer), subject, source, collectedAt)];
}
