import { isDeepStrictEqual } from 'node:util';
import { linkId } from '#lib/model/identity.ts';
import type { Observation } from '#lib/model/observation.ts';
import { observedAtOf, rowFreshUntil, type StatementTable } from '#lib/model/statement-table.ts';
import { groupOf } from '#lib/model/subject.ts';
import { observationIn, type PlacedTable } from './placed-table.ts';
import type { Replaced } from './replaced.ts';

/** The tables of all sources. They are made into observations link by link: written out they would be most of what there is. */
export class TableIndex {
  /** By cluster, then by source. */
  readonly #tables = new Map<string, Map<string, readonly PlacedTable[]>>();
  readonly #clusterOf = new Map<string, string>();

  /** Replaces the tables of a source; adds the groups in which something else is said now, or the same later. */
  replace(source: string, tables: readonly PlacedTable[], now: number, told: Replaced): void {
    const cluster = tables[0]?.source.cluster ?? this.#clusterOf.get(source);
    if (cluster === undefined) return;
    this.#clusterOf.set(source, cluster);
    const sources = this.#tables.get(cluster) ?? new Map<string, readonly PlacedTable[]>();
    const left = new Set(sources.get(source));
    this.#tables.set(cluster, sources.set(source, tables));
    for (const table of tables) {
      const known = left.values().find((one) => sameTemplate(one.table, table.table));
      if (known) left.delete(known);
      compare(known, table, told, now);
    }
    for (const gone of left) for (const peer of gone.rows.keys()) told.said.add(groupBetween(cluster, peer));
  }

  /** A source says the same again: tables of the same templates and peers, in the same order. Adds the groups whose instants moved. */
  renew(source: string, tables: readonly StatementTable[], now: number, aged: Set<string>): void {
    const placed = this.#tables.get(this.#clusterOf.get(source) ?? '')?.get(source) ?? [];
    for (const [index, known] of placed.entries()) {
      const table = tables[index];
      if (!table) continue;
      compare(known, { ...known, table }, { said: new Set(), aged }, now);
      known.table = table;
      known.collectedAt = now;
    }
  }

  /** What tables say of a link. */
  of(link: string): Observation[] {
    const [a = '', b = ''] = link.split('~');
    return [...this.#said(a, b), ...this.#said(b, a)];
  }

  /** The instant from which one of them is no longer fresh, epoch milliseconds; Infinity where there is none. */
  freshUntil(link: string): number {
    const [a = '', b = ''] = link.split('~');
    return Math.min(this.#freshUntil(a, b), this.#freshUntil(b, a));
  }

  #said(by: string, of: string): Observation[] {
    const sources = this.#tables.get(by)?.values() ?? [];
    return [...sources].flatMap((tables) => tables.flatMap((table) => observationIn(table, of)));
  }

  #freshUntil(by: string, of: string): number {
    let until = Number.POSITIVE_INFINITY;
    for (const tables of this.#tables.get(by)?.values() ?? [])
      for (const { table, rows } of tables) {
        const row = rows.get(of);
        if (row !== undefined) until = Math.min(until, rowFreshUntil(table, row));
      }
    return until;
  }
}

function compare(before: PlacedTable | undefined, after: PlacedTable, { said, aged }: Replaced, now: number): void {
  const { cluster } = after.source;
  for (const [peer, row] of after.rows) {
    const known = before?.rows.get(peer);
    if (!before || known === undefined || saysAnew(before.table, known, after.table, row))
      said.add(groupBetween(cluster, peer));
    else if (hasMoved(before.table, known, after.table, row, now)) aged.add(groupBetween(cluster, peer));
  }
  if (!before || before.rows === after.rows) return;
  for (const peer of before.rows.keys()) if (!after.rows.has(peer)) said.add(groupBetween(cluster, peer));
}

function saysAnew(before: StatementTable, known: number, after: StatementTable, row: number): boolean {
  const [own, next] = [before.own?.[known], after.own?.[row]];
  return own !== next && !isDeepStrictEqual(own, next);
}

/** Also of what had grown old: the same word ends a silence. */
function hasMoved(before: StatementTable, known: number, after: StatementTable, row: number, now: number): boolean {
  return observedAtOf(before, known) !== observedAtOf(after, row) || rowFreshUntil(before, known) <= now;
}

function groupBetween(cluster: string, peer: string): string {
  return groupOf({ kind: 'link', link: linkId(cluster, peer) });
}

function sameTemplate(a: StatementTable, b: StatementTable): boolean {
  return a.template === b.template || isDeepStrictEqual(a.template, b.template);
}
