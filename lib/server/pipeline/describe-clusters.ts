import type { Cluster } from '#lib/model/cluster.ts';
import type { Link } from '#lib/model/link.ts';
import type { Snapshot } from '#lib/model/snapshot.ts';
import { countMarks } from '#lib/model/status.ts';
import type { Changes } from './change.ts';
import { clusterDiffers } from './cluster-register.ts';
import type { Membership } from './membership.ts';
import { clusterTransition } from './transitions.ts';

/** What clusters are described from. */
export interface ClusterScene {
  snapshot: Snapshot;
  members: Pick<Membership, 'clusters' | 'links'>;
  underMaintenance: (cluster: string) => boolean;
  /** The site of a cluster is another one than when its links were counted. */
  moved: (links: readonly Link[]) => void;
}

/**
 * Describes clusters anew in the snapshot, with the counts of their directions, and writes down what changed. Those that are
 * done are taken out of `ids`; `enough` ends it early, after one at least.
 */
export function describeClusters(
  ids: Set<string>,
  scene: ClusterScene,
  now: number,
  change: Changes,
  enough: () => boolean,
): void {
  const { snapshot, members, underMaintenance, moved } = scene;
  for (const id of ids) {
    ids.delete(id);
    const described = members.clusters.describe(id, underMaintenance(id));
    if (!described) continue;
    const own = members.links.ofCluster(id).flatMap((link) => snapshot.links.get(link) ?? []);
    const cluster: Cluster = { ...described, counts: countMarks(own.flatMap((link) => link.directions)) };
    const before = snapshot.clusters.get(id);
    if (!before) change.membership = true;
    if (clusterDiffers(before, cluster)) change.clusters.add(id);
    change.transitions.push(...clusterTransition(before, cluster, now));
    snapshot.clusters.set(id, cluster);
    if (before?.site !== cluster.site) moved(own);
    if (enough()) return;
  }
}
