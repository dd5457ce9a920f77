import type { Cluster } from '#lib/model/cluster.ts';
import { freshUntil } from '#lib/model/observation.ts';
import { ownNumber } from '#lib/model/own-number.ts';
import type { Snapshot } from '#lib/model/snapshot.ts';
import { subjectKey } from '#lib/model/subject.ts';

/** That a cluster is known by some id or name, in one system. */
export interface Claim {
  cluster: Cluster;
  system: string;
  /** `name east at broker-1`, `id 7`. */
  what: string;
  /** The scope says that both mean the same mesh; otherwise that is seen from the links. */
  scoped: boolean;
  at: number;
}

/** What the clusters that we read well claim to be, by name and by number. */
export function claimsOf(
  { clusters, observations }: Readonly<Pick<Snapshot, 'clusters' | 'observations'>>,
  now: number,
): Claim[] {
  return [...clusters.values()].flatMap((cluster) => {
    if (cluster.reading !== 'read' || cluster.status !== 'up') return [];
    const at = cluster.observedAt ?? now;
    const names = cluster.aliases.flatMap(({ system, scope, name }): Claim[] =>
      scope === '' ? [] : [{ cluster, system, what: `name ${name} at ${scope}`, scoped: true, at }],
    );
    const said = observations.get(subjectKey({ kind: 'cluster', cluster: cluster.id })) ?? [];
    const ids = said.flatMap((one): Claim[] => {
      const id = freshUntil(one) > now ? ownNumber(one) : undefined;
      return !id ? [] : [{ cluster, system: one.system, what: `id ${id}`, scoped: false, at: one.observedAt }];
    });
    return [...names, ...ids];
  });
}
