import type { Mark } from '#lib/model/status.ts';
import { type Measurements, NO_MEASUREMENTS } from './measurements.ts';

/** One peer of a cluster, for the small multiples. */
export interface Peer {
  id: string;
  link: string;
  site: string;
  siteName: string;
  out: Way;
  back: Way;
}

/** How one direction stands now. */
export interface Way {
  mark: Mark;
  conflict: boolean;
  /** Epoch milliseconds. */
  since: number | null;
}

/** What is drawn of a peer: round trip as measured from here, loss of full-size packets there and back. */
export interface PeerHistory {
  rtt: Measurements;
  loss: Measurements;
  there: Measurements;
  back: Measurements;
}

export const NO_PEER_HISTORY: PeerHistory = {
  rtt: NO_MEASUREMENTS,
  loss: NO_MEASUREMENTS,
  there: NO_MEASUREMENTS,
  back: NO_MEASUREMENTS,
};

/** Small multiples that are drawn at most: with more peers the worst stand for all, and the rest is counted. */
export const MOST_PEERS = 24;

export interface SiteGroup {
  site: string;
  name: string;
  peers: Peer[];
}

/** The worst peers by site, in the order in which sites come; `peers` is worst first. */
export function groupPeers(
  peers: readonly Peer[],
  siteOrder: readonly string[],
): { groups: SiteGroup[]; more: number } {
  const shown = peers.slice(0, MOST_PEERS);
  const groups = new Map<string, SiteGroup>();
  const rank = (site: string) => {
    const place = siteOrder.indexOf(site);
    return place < 0 ? siteOrder.length : place;
  };
  const ordered = [...shown].sort((a, b) => rank(a.site) - rank(b.site));
  for (const peer of ordered) {
    const group = groups.get(peer.site) ?? { site: peer.site, name: peer.siteName, peers: [] };
    group.peers.push(peer);
    groups.set(peer.site, group);
  }
  // Within a site by name: a drawing keeps its places when something gets worse.
  for (const group of groups.values()) group.peers.sort((a, b) => a.id.localeCompare(b.id));
  return { groups: [...groups.values()], more: peers.length - shown.length };
}
