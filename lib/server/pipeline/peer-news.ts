import type { Peer } from '#lib/collectors/collector.ts';

/** While a large fleet is met, the peers of all change with every cluster; they are told this often, milliseconds. */
const TELL_EVERY_MS = 1000;

/** Tells whoever reads a cluster when its peers changed. */
export class PeerNews {
  readonly #told = new Map<string, readonly Peer[]>();
  /** Clusters whose peers are still to be looked at. */
  #due: string[] = [];
  #version = -1;
  #toldAt = Number.NEGATIVE_INFINITY;

  /** `enough` ends it early: the rest has its turn the next time. */
  tell(
    peers: { peersVersion: number; peersOf(cluster: string): readonly Peer[] },
    clusters: readonly { id: string }[],
    now: number,
    tellOne: (cluster: string, peers: readonly Peer[]) => void,
    enough: () => boolean = () => false,
  ): void {
    if (this.#due.length === 0 && this.#version !== peers.peersVersion && now - this.#toldAt >= TELL_EVERY_MS) {
      this.#version = peers.peersVersion;
      this.#toldAt = now;
      this.#due = clusters.map(({ id }) => id).reverse();
    }
    for (let id = this.#due.pop(); id !== undefined; id = enough() ? undefined : this.#due.pop()) {
      const current = peers.peersOf(id);
      if (this.#told.get(id) === current) continue;
      this.#told.set(id, current);
      tellOne(id, current);
    }
  }

  /** Whether some were left for the next time. */
  get behind(): boolean {
    return this.#due.length > 0;
  }
}
