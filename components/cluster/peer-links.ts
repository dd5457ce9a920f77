import type { ClusterDetail } from '#lib/api/cluster.ts';
import type { FleetDirection, FleetLink } from '#lib/api/fleet.ts';
import { compareMarks, type Mark, markOf } from '#lib/model/status.ts';

/** A link as seen from one of its ends. */
export interface PeerLink {
  link: FleetLink;
  peer: string;
  /** From here to the peer. */
  out: FleetDirection;
  /** From the peer to here. */
  back: FleetDirection;
}

/** The links of a cluster, worst first; of equal ones the worse way out first, then in the order of the answer. */
export function peerLinks(cluster: Pick<ClusterDetail, 'id' | 'links'>): PeerLink[] {
  const links = cluster.links.flatMap((link): PeerLink[] => {
    const out = link.directions.find(({ from }) => from === cluster.id);
    const back = link.directions.find(({ to }) => to === cluster.id);
    return out && back ? [{ link, peer: out.to, out, back }] : [];
  });
  return links.sort((a, b) => compareMarks(worstOf(a), worstOf(b)) || compareMarks(markOf(a.out), markOf(b.out)));
}

/** The worse mark of both directions. */
export function worstOf({ out, back }: Pick<PeerLink, 'out' | 'back'>): Mark {
  return compareMarks(markOf(back), markOf(out)) < 0 ? markOf(back) : markOf(out);
}
