import type { Cluster } from '#lib/model/cluster.ts';
import { linkId } from '#lib/model/identity.ts';
import { freshUntil, type Observation } from '#lib/model/observation.ts';
import { ownNumber } from '#lib/model/own-number.ts';
import type { Snapshot } from '#lib/model/snapshot.ts';
import { subjectKey } from '#lib/model/subject.ts';
import { aboutLink } from '../../testimony.ts';

/** That a cluster is known by some id or name, in one system. */
export interface Claim {
  cluster: Cluster;
  system: string;
  /** `name east at broker-1`, `id 7`. */
  what: string;
  /** The scope says that both mean the same mesh; otherwise that is seen from the links. */
  scoped: boolean;
  at: number;
  /** Who says so: the cluster itself, or a peer of one that we do not read. */
  by: string;
}

type View = Readonly<Pick<Snapshot, 'clusters' | 'links' | 'observations'>>;

/** The fact by which a program tells the number of the peer that it is connected to. */
const PEER_NUMBER = 'remoteClusterId';

/** What clusters claim to be, by name and by number: those that we read well by their own word, others by that of a peer. */
export function claimsOf(view: View, now: number): Claim[] {
  const own = ownClaims(view, now);
  return [...own, ...hearsayClaims(view, own, now)];
}

/**
 * Claims of clusters that we do not read, by a peer that has the same number itself. A peer keeps what it was told when it connected,
 * so of a cluster that we read its own word counts; and who is meant by a name is sure for the peer alone, not for a third.
 */
function hearsayClaims(view: View, own: readonly Claim[], now: number): Claim[] {
  const unread = [...view.clusters.values()].filter(({ reading }) => reading === 'hearsay' || reading === 'unread');
  return unread.flatMap((cluster) =>
    own.flatMap(({ by, what, system, scoped }): Claim[] => {
      const link = scoped ? undefined : view.links.get(linkId(by, cluster.id));
      const told = link && aboutLink(view, link).find((one) => one.observer === by && tells(one, what, system, now));
      return told ? [{ cluster, system, what, scoped: false, at: told.observedAt, by }] : [];
    }),
  );
}

function tells(one: Observation, what: string, system: string, now: number): boolean {
  const number = one.facts.find(({ name }) => name === PEER_NUMBER)?.value;
  return one.system === system && `id ${number}` === what && freshUntil(one) > now;
}

function ownClaims({ clusters, observations }: View, now: number): Claim[] {
  return [...clusters.values()].flatMap((cluster) => {
    if (cluster.reading !== 'read' || cluster.status !== 'up') return [];
    const at = cluster.observedAt ?? now;
    const names = cluster.aliases.flatMap(({ system, scope, name }): Claim[] =>
      scope === '' ? [] : [{ cluster, system, what: `name ${name} at ${scope}`, scoped: true, at, by: cluster.id }],
    );
    const said = observations.get(subjectKey({ kind: 'cluster', cluster: cluster.id })) ?? [];
    const ids = said.flatMap((one): Claim[] => {
      const id = freshUntil(one) > now ? ownNumber(one) : undefined;
      return !id
        ? []
        : [{ cluster, system: one.system, what: `id ${id}`, scoped: false, at: one.observedAt, by: cluster.id }];
    });
    return [...names, ...ids];
  });
}
