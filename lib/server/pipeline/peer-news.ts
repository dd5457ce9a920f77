import type { Peer } from '#lib/collectors/collector.ts';

/** While a large fleet is met, the peers of all change with every cluster; they are told this often, milliseconds. */
const TELL_EVERY_MS = 1000;

/** Tells each cluster's reader when its peers changed. */
export class PeerNews {
  readonly #told = new Map<string, readonly Peer[]>();
  #version = -1;
  #toldAt = Number.NEGATIVE_INFINITY;

  /** `readers` by the id of their cluster. */
  tell(
    peers: { peersVersion: number; peersOf(cluster: string): readonly Peer[] },
    readers: Iterable<readonly [string, { peersChanged(): void }]>,
    now: number,
  ): void {
    if (this.#version === peers.peersVersion || now - this.#toldAt < TELL_EVERY_MS) return;
    this.#version = peers.peersVersion;
    this.#toldAt = now;
    for (const [cluster, reader] of readers) {
      const current = peers.peersOf(cluster);
      if (this.#told.get(cluster) === current) continue;
      this.#told.set(cluster, current);
      reader.peersChanged();
    }
  }
}
