import type { Peer } from '#lib/collectors/collector.ts';

/** Peers of clusters as the other side has them, so that only what changed is sent. */
export class PeerSender {
  readonly #told = new Map<string, ReadonlyMap<string, Peer>>();

  /** What must be sent; an id stands for a peer that is the same as before. */
  briefly(cluster: string, peers: readonly Peer[]): (Peer | string)[] {
    const before = this.#told.get(cluster);
    this.#told.set(cluster, new Map(peers.map((peer) => [peer.cluster, peer])));
    return peers.map((peer) => (before?.get(peer.cluster) === peer ? peer.cluster : peer));
  }

  /** All that was told of all clusters: for another side that begins anew. */
  all(): (readonly [string, readonly Peer[]])[] {
    return [...this.#told].map(([cluster, peers]) => [cluster, [...peers.values()]]);
  }
}

/** The other side of a `PeerSender`. */
export class PeerReceiver {
  readonly #known = new Map<string, ReadonlyMap<string, Peer>>();

  /** The whole list; peers that were sent as an id are the same objects as before. */
  whole(cluster: string, sent: readonly (Peer | string)[]): Peer[] {
    const before = this.#known.get(cluster);
    const peers = sent.flatMap((peer) => (typeof peer === 'string' ? (before?.get(peer) ?? []) : peer));
    this.#known.set(cluster, new Map(peers.map((peer) => [peer.cluster, peer])));
    return peers;
  }
}
