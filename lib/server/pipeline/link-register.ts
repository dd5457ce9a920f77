import { linkId } from '#lib/model/identity.ts';

/** A link is kept for this long after the last fresh complete list named it, milliseconds. */
const KEPT_UNNAMED_MS = 10 * 60_000;

interface Entry {
  ends: [string, string];
  /** Sources whose last complete list names the two as peers; a source that can't be read keeps its last word. */
  namedBy: Map<string, { system: string; expected: boolean }>;
  configured: boolean;
  /** Epoch milliseconds: when the last source stopped to name it; null while one does. */
  unnamedSince: number | null;
}

/** Which links exist: named by a system as peers, or expected by the configuration. */
export class LinkRegister {
  #entries = new Map<string, Entry>();
  #ofSource = new Map<string, Set<string>>();
  #ofCluster = new Map<string, Set<string>>();

  configure(a: string, b: string): void {
    this.#entry(a, b).configured = true;
  }

  /** Replaces the peers that one source names for its cluster; answers whether a link was named for the first time. */
  name(
    source: string,
    system: string,
    cluster: string,
    peers: readonly { cluster: string; expected: boolean }[],
    now: number,
  ): boolean {
    const known = this.#entries.size;
    const before = this.#ofSource.get(source) ?? new Set<string>();
    const after = new Set<string>();
    for (const peer of peers) {
      if (peer.cluster === cluster) continue;
      const entry = this.#entry(cluster, peer.cluster);
      const id = linkId(cluster, peer.cluster);
      entry.namedBy.set(source, {
        system,
        expected: peer.expected || (after.has(id) && entry.namedBy.get(source)?.expected === true),
      });
      entry.unnamedSince = null;
      after.add(id);
    }
    for (const id of before) {
      const entry = this.#entries.get(id);
      if (!entry || after.has(id)) continue;
      entry.namedBy.delete(source);
      if (entry.namedBy.size === 0) entry.unnamedSince ??= now;
    }
    this.#ofSource.set(source, after);
    return this.#entries.size > known;
  }

  /** Ends links that nobody names any more and nothing expects; answers their ids. */
  expire(now: number): string[] {
    const ended: string[] = [];
    for (const [id, entry] of this.#entries) {
      if (entry.configured || entry.unnamedSince === null || now - entry.unnamedSince < KEPT_UNNAMED_MS) continue;
      this.#entries.delete(id);
      for (const end of entry.ends) this.#ofCluster.get(end)?.delete(id);
      ended.push(id);
    }
    return ended;
  }

  /** Lets the links of a cluster end at the next `expire`. */
  forget(cluster: string): void {
    for (const id of this.ofCluster(cluster)) {
      const entry = this.#entries.get(id);
      if (!entry) continue;
      entry.namedBy.clear();
      entry.unnamedSince = Number.NEGATIVE_INFINITY;
    }
  }

  ids(): IterableIterator<string> {
    return this.#entries.keys();
  }

  has(id: string): boolean {
    return this.#entries.has(id);
  }

  ends(id: string): [string, string] | undefined {
    return this.#entries.get(id)?.ends;
  }

  systems(id: string): string[] {
    return [...new Set([...(this.#entries.get(id)?.namedBy.values() ?? [])].map((name) => name.system))].sort();
  }

  expected(id: string): boolean {
    const entry = this.#entries.get(id);
    return entry !== undefined && (entry.configured || [...entry.namedBy.values()].some((name) => name.expected));
  }

  /** Ids of the links of a cluster. */
  ofCluster(cluster: string): string[] {
    return [...(this.#ofCluster.get(cluster) ?? [])];
  }

  #entry(a: string, b: string): Entry {
    const id = linkId(a, b);
    const known = this.#entries.get(id);
    if (known) return known;
    const entry: Entry = { ends: a < b ? [a, b] : [b, a], namedBy: new Map(), configured: false, unnamedSince: null };
    this.#entries.set(id, entry);
    for (const end of entry.ends) this.#ofCluster.set(end, (this.#ofCluster.get(end) ?? new Set()).add(id));
    return entry;
  }
}
