import type { Snapshot } from '#lib/model/snapshot.ts';

/**
 * Links whose instants alone moved are judged again this often, milliseconds: ages are figures and can wait. The more links
 * there are, the longer; that is never the time after which silence is noticed.
 */
const AGES = { atLeastMs: 2500, perLinkMs: 4, atMostMs: 20_000 };

/** What is to be judged or described again. */
export class WorkList {
  /** Ids of links about which something else is said now. */
  readonly links = new Set<string>();
  /** Ids of links about which the same is said later. */
  readonly aged = new Set<string>();
  readonly clusters = new Set<string>();
  /** Links whose ages are due; those that moved since wait for the next time. */
  readonly #ages = new Set<string>();
  #agesAt = Number.NEGATIVE_INFINITY;

  addLinks(ids: Iterable<string>): void {
    for (const id of ids) this.links.add(id);
  }

  addAll({ links, clusters }: Pick<Snapshot, 'links' | 'clusters'>): void {
    this.addLinks(links.keys());
    for (const id of clusters.keys()) this.clusters.add(id);
  }

  /** Marks what an observation is about: a group of the index. */
  touch(group: string, links: Set<string>): void {
    if (group.startsWith('link/')) links.add(group.slice(5));
    else if (group.startsWith('cluster/')) this.clusters.add(group.slice(8));
  }

  /** Every link to judge, ages last. Whoever stops in between finds the rest the next time. */
  *takeLinks(now: number): Generator<string> {
    for (const id of this.links) yield this.#take(id);
    const agesEveryMs = Math.min(Math.max(this.aged.size * AGES.perLinkMs, AGES.atLeastMs), AGES.atMostMs);
    if (now - this.#agesAt >= agesEveryMs) {
      this.#agesAt = now;
      for (const id of this.aged) this.#ages.add(id);
      this.aged.clear();
    }
    for (const id of this.#ages) yield this.#take(id);
  }

  /** Whoever is judged is judged for every reason. */
  #take(id: string): string {
    for (const marked of [this.links, this.aged, this.#ages]) marked.delete(id);
    return id;
  }
}
