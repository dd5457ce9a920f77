/** Rows of tables (tunnels, probes) by link, each source replacing its own. */
export class RowIndex<Row> {
  #bySource = new Map<string, Map<string, Row[]>>();
  #byLink = new Map<string, Map<string, Row[]>>();

  /** Replaces the rows of a source; answers the links whose rows were replaced. */
  replace(source: string, rows: readonly Row[], linkOf: (row: Row) => string): Set<string> {
    const after = Map.groupBy(rows, linkOf);
    const touched = new Set([...(this.#bySource.get(source)?.keys() ?? []), ...after.keys()]);
    this.#bySource.set(source, after);
    for (const link of touched) {
      const sources = this.#byLink.get(link) ?? new Map<string, Row[]>();
      const mine = after.get(link);
      if (mine) sources.set(source, mine);
      else sources.delete(source);
      this.#byLink.set(link, sources);
    }
    return touched;
  }

  of(link: string): Row[] {
    return [...(this.#byLink.get(link)?.values() ?? [])].flat();
  }
}
