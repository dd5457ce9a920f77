import { linkId } from '#lib/model/identity.ts';

/** A link is kept for this long after the last fresh complete list named it, milliseconds. */
const KEPT_UNNAMED_MS = 10 * 60_000;

interface Entry {
  ends: [string, string];
  /** Sources whose last complete list names the two as peers; a source that can't be read keeps its last word. */
  namedBy: Map<string, { system: string; expected: boolean }>;
  configured: boolean;
  /** Ends that have said nothing since a start: what they said before it may still hold. */
  awaits: Set<string>;
  /** Epoch milliseconds: when the last source stopped to name it; null while one does. */
  unnamedSince: number | null;
}

/** Which links exist: named by a system as peers, or expected by the configuration. */
export class LinkRegister {
  #entries = new Map<string, Entry>();
  #ofSource = new Map<string, Set<string>>();
  #ofCluster = new Map<string, Set<string>>();
  #heard = new Set<string>();

  configure(a: string, b: string): void {
    this.#entry(a, b).configured = true;
  }

  /** Puts back a link that was known before a start; it is kept while an end of `awaits` has not spoken. */
  remember(a: string, b: string, awaits: readonly string[], now: number): void {
    const entry = this.#entry(a, b);
    entry.awaits = new Set(awaits);
    entry.unnamedSince = now;
  }

  /** Replaces the peers that one source names for its cluster; answers the links that are named otherwise than before. */
  name(
    source: string,
    system: string,
    cluster: string,
    peers: readonly { cluster: string; expected: boolean }[],
    now: number,
  ): Set<string> {
    const changed = new Set<string>();
    this.#hear(cluster, now);
    const before = this.#ofSource.get(source) ?? new Set<string>();
    const after = new Set<string>();
    for (const peer of peers) {
      if (peer.cluster === cluster) continue;
      const entry = this.#entry(cluster, peer.cluster);
      const id = linkId(cluster, peer.cluster);
      const known = entry.namedBy.get(source);
      const expected = peer.expected || (after.has(id) && known?.expected === true);
      if (known?.expected !== expected) changed.add(id);
      entry.namedBy.set(source, { system, expected });
      entry.unnamedSince = null;
      after.add(id);
    }
    for (const id of before) {
      const entry = this.#entries.get(id);
      if (!entry || after.has(id)) continue;
      entry.namedBy.delete(source);
      changed.add(id);
      if (entry.namedBy.size === 0) entry.unnamedSince ??= now;
    }
    this.#ofSource.set(source, after);
    return changed;
  }

  /** Ends links that nobody names any more and nothing expects; answers their ids and ends. */
  expire(now: number): [string, [string, string]][] {
    const ended: [string, [string, string]][] = [];
    for (const [id, entry] of this.#entries) {
      if (entry.configured || entry.awaits.size > 0 || entry.unnamedSince === null) continue;
      if (now - entry.unnamedSince < KEPT_UNNAMED_MS) continue;
      this.#entries.delete(id);
      for (const end of entry.ends) this.#ofCluster.get(end)?.delete(id);
      ended.push([id, entry.ends]);
    }
    return ended;
  }

  /** Lets the links of a cluster end at the next `expire`. */
  forget(cluster: string): void {
    for (const id of this.ofCluster(cluster)) {
      const entry = this.#entries.get(id);
      if (!entry) continue;
      entry.namedBy.clear();
      entry.awaits.clear();
      entry.configured = false;
      entry.unnamedSince = Number.NEGATIVE_INFINITY;
    }
  }

  /** A system meant another cluster by what it called this one: who named its links so did not mean it. Answers those links. */
  unname(cluster: string, system: string): string[] {
    return this.ofCluster(cluster).filter((id) => {
      const entry = this.#entries.get(id);
      const wrong = [...(entry?.namedBy ?? [])].filter(([, name]) => name.system === system);
      for (const [source] of wrong) entry?.namedBy.delete(source);
      if (entry && wrong.length > 0 && entry.namedBy.size === 0) entry.unnamedSince = Number.NEGATIVE_INFINITY;
      return wrong.length > 0;
    });
  }

  configured(id: string): boolean {
    return this.#entries.get(id)?.configured === true;
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

  /** The first word of a cluster since a start: what it does not name from here on is not named by it. */
  #hear(cluster: string, now: number): void {
    if (this.#heard.has(cluster)) return;
    this.#heard.add(cluster);
    for (const id of this.ofCluster(cluster)) {
      const entry = this.#entries.get(id);
      if (entry?.awaits.delete(cluster) && entry.namedBy.size === 0) entry.unnamedSince = now;
    }
  }

  #entry(a: string, b: string): Entry {
    const id = linkId(a, b);
    const known = this.#entries.get(id);
    if (known) return known;
    const entry: Entry = {
      ends: a < b ? [a, b] : [b, a],
      namedBy: new Map(),
      configured: false,
      awaits: new Set(),
      unnamedSince: null,
    };
    this.#entries.set(id, entry);
    for (const end of entry.ends) this.#ofCluster.set(end, (this.#ofCluster.get(end) ?? new Set()).add(id));
    return entry;
  }
}
