import type { Cluster } from '#lib/model/cluster.ts';
import type { Direction, Link } from '#lib/model/link.ts';
import { freshUntil, type Observation } from '#lib/model/observation.ts';
import { oncePer } from '#lib/model/once-per.ts';
import type { Snapshot } from '#lib/model/snapshot.ts';
import { plain } from '#lib/model/words.ts';
import { aboutLink } from '../../testimony.ts';

/** That a node does not reach a peer of its cluster. */
export interface LostWay {
  cluster: Cluster;
  node: string;
  peer: string;
  link: string;
  says: Observation;
  /** The gateways of both ends are known to be fine. */
  tunnelWorks: boolean;
}

const NODE_SCOPE = 'node:';
/** A node asks once a minute: after a repair of the tunnel it goes on saying that it fails for so long, milliseconds (75 s seen). */
const LAG_MS = 90_000;

/** The nodes of clusters that we read which freshly say so, on links whose tunnel works. */
export function lostWays(
  view: Readonly<Pick<Snapshot, 'clusters' | 'links' | 'observations'>>,
  now: number,
): LostWay[] {
  return [...view.links.values()].flatMap((link) => {
    // Links are many: evidence is looked at only where the path is not fine.
    if (!link.directions.some(isBroken) || link.directions.some((direction) => lacksTunnel(direction, now))) return [];
    const tunnelWorks = link.directions.every(({ layers }) => layers.tunnel?.status === 'up');
    const failing = aboutLink(view, link).filter((one) => one.evidence?.result === 'fail' && freshUntil(one) > now);
    // A gateway that fails too, whatever else passes: its pings are filtered, and so are those of its nodes.
    const own = new Set(failing.flatMap((one) => (one.evidence?.layer === 'tunnel' ? [one.observer] : [])));
    return failing
      .filter(({ observer }) => !own.has(observer))
      .flatMap((says) => {
        const cluster = says.observer === null ? undefined : view.clusters.get(says.observer);
        const { scope = '' } = says.evidence ?? {};
        if (cluster?.reading !== 'read' || cluster.status !== 'up' || !scope.startsWith(NODE_SCOPE)) return [];
        const node = scope.slice(NODE_SCOPE.length);
        // A node that is not ready is that, and no broken way.
        if (unready(cluster).has(node)) return [];
        return [{ cluster, node, peer: peerOf(link, cluster.id), link: link.id, says, tunnelWorks }];
      });
  });
}

/** Nodes of a cluster that say that they are not ready. */
export const unready = oncePer(
  ({ facts }: Cluster) => new Set(facts.nodes.flatMap(({ name, ready }) => (ready === false ? [name] : []))),
);

function isBroken({ layers: { path } }: Direction): boolean {
  return path !== undefined && path.status !== 'up';
}

/** What nodes cannot reach through a tunnel that fails, did a moment ago, or is not known any more, is the tunnel's. */
function lacksTunnel({ layers: { tunnel } }: Direction, now: number): boolean {
  return tunnel !== undefined && (tunnel.status !== 'up' || now - (tunnel.since ?? now) < LAG_MS);
}

function peerOf({ clusters: [a, b] }: Link, own: string): string {
  return own === a ? b : a;
}

/** `a, b, c and 3 more`. */
export function nameSome(list: readonly string[]): string {
  const shown = list.slice(0, 3).map((item) => plain(item));
  return `${shown.join(', ')}${list.length > 3 ? ` and ${list.length - 3} more` : ''}`;
}
