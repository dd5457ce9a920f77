/** Most links that are judged in one tick, so that nobody waits for a whole fleet: the rest has its turn in the next ones. */
const MOST_JUDGED = 500;
/** Links whose instants alone moved are judged again this often: ages are figures and can wait. Milliseconds. */
const AGES_EVERY_MS = 2500;

/** What is to be judged or described again. */
export class WorkList {
  /** Ids of links about which something else is said now. */
  readonly links = new Set<string>();
  /** Ids of links about which the same is said later. */
  readonly aged = new Set<string>();
  readonly clusters = new Set<string>();
  #agedAt = Number.NEGATIVE_INFINITY;

  /** Marks what an observation is about: a group of the index. */
  touch(group: string, links: Set<string>): void {
    if (group.startsWith('link/')) links.add(group.slice(5));
    else if (group.startsWith('cluster/')) this.clusters.add(group.slice(8));
  }

  /** The links to judge now; what must wait stays marked. */
  takeLinks(now: number): Set<string> {
    const due = new Set(this.links.values().take(MOST_JUDGED));
    for (const id of due) this.links.delete(id);
    if (now - this.#agedAt < AGES_EVERY_MS) return due;
    for (const id of this.aged) {
      if (due.size >= MOST_JUDGED) return due;
      this.aged.delete(id);
      due.add(id);
    }
    this.#agedAt = now;
    return due;
  }
}
