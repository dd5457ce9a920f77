import type { Peer } from '#lib/collectors/collector.ts';

/** While a large fleet is met, the peers of all change with every cluster; they are told this often, milliseconds. */
const TELL_EVERY_MS = 1000;

/** Tells whoever reads a cluster when its peers changed. */
export class PeerNews {
  readonly #told = new Map<string, readonly Peer[]>();
  #version = -1;
  #toldAt = Number.NEGATIVE_INFINITY;

  tell(
    peers: { peersVersion: number; peersOf(cluster: string): readonly Peer[] },
    clusters: readonly { id: string }[],
    now: number,
    tellOne: (cluster: string, peers: readonly Peer[]) => void,
  ): void {
    if (this.#version === peers.peersVersion || now - this.#toldAt < TELL_EVERY_MS) return;
    this.#version = peers.peersVersion;
    this.#toldAt = now;
    for (const { id } of clusters) {
      const current = peers.peersOf(id);
      if (this.#told.get(id) === current) continue;
      this.#told.set(id, current);
      tellOne(id, current);
    }
  }
}
