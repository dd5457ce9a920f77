import type { Cluster } from '#lib/model/cluster.ts';
import { linkId } from '#lib/model/identity.ts';
import type { Link } from '#lib/model/link.ts';
import { freshUntil } from '#lib/model/observation.ts';
import { subjectKey } from '#lib/model/subject.ts';
import { plain, words } from '#lib/model/words.ts';
import type { Conclusion, Rule } from '../../rule.ts';
import { shell } from '../../shell.ts';
import { word } from '../../testimony.ts';
import { utc } from '../../utc.ts';

/** That a cluster is known by some id or name, in one system. */
interface Claim {
  cluster: Cluster;
  system: string;
  /** `name east at broker-1`, `id 7`. */
  what: string;
  /** The scope says that both mean the same mesh; otherwise that is seen from the links. */
  scoped: boolean;
  at: number;
}

/** The fact by which a cluster tells its own number in a mesh; 0 is none. */
const OWN_ID = 'ownClusterId';

/** Two clusters of one mesh say that they are the same: peers mix them up, whatever readiness says. */
export const clusterIdDuplicated: Rule<'clusters' | 'links' | 'observations'> = {
  id: 'cluster-id-duplicated',
  title: 'Two clusters, one id',
  kind: 'fault',
  layer: 'tunnel',
  severity: 'critical',
  needs: ['clusters', 'links', 'observations'],
  evaluate({ clusters, links, observations }, now) {
    const claims = [...clusters.values()].flatMap((cluster): Claim[] => {
      if (cluster.reading !== 'read' || cluster.status !== 'up') return [];
      const names = cluster.aliases.flatMap(({ system, scope, name }) =>
        scope === '' ? [] : [{ cluster, system, what: `name ${name} at ${scope}`, scoped: true, at: cluster.observedAt ?? now }],
      );
      const own = observations.get(subjectKey({ kind: 'cluster', cluster: cluster.id })) ?? [];
      const ids = own.flatMap((one): Claim[] => {
        const id = freshUntil(one) > now ? one.facts.find(({ name }) => name === OWN_ID)?.value : undefined;
        return !id || id === '0' ? [] : [{ cluster, system: one.system, what: `id ${id}`, scoped: false, at: one.observedAt }];
      });
      return [...names, ...ids];
    });
    const groups = Map.groupBy(claims, ({ system, what }) => `${system}\n${what}`);
    return [...groups.values()].flatMap((group) => {
      const several = [...new Map(group.map((claim) => [claim.cluster.id, claim])).values()];
      if (several.length < 2) return [];
      const meeting = several.filter((one) => several.some((other) => one !== other && meet(one, other, clusters, links)));
      return meeting.length > 0 ? [conclude(meeting, links)] : [];
    });
  },
};

/** Whether two claimants are of one mesh: by its name, by a link between them, or by a cluster that has links to both. */
function meet(a: Claim, b: Claim, clusters: ReadonlyMap<string, Cluster>, links: ReadonlyMap<string, Link>): boolean {
  const linked = (one: string, other: string) => links.get(linkId(one, other))?.systems.includes(a.system) === true;
  if (a.scoped || linked(a.cluster.id, b.cluster.id)) return true;
  return [...clusters.keys()].some((third) => linked(a.cluster.id, third) && linked(b.cluster.id, third));
}

function conclude(claims: readonly Claim[], links: ReadonlyMap<string, Link>): Conclusion {
  const [a = '', b = ''] = claims.map(({ cluster }) => cluster.id);
  const { system = '', what = '' } = claims[0] ?? {};
  const params = { clusters: claims.map(({ cluster }) => cluster.id).join(', '), count: claims.length, what: plain(what), system };
  const text = 'Since {since}, {count} clusters claim {what} in {system}: {clusters}. Peers take them for one.';
  return {
    subject: links.has(linkId(a, b)) ? { kind: 'link', link: linkId(a, b) } : { kind: 'cluster', cluster: a },
    words: (since) => words('cluster-id-duplicated', text, { since: utc(since), ...params }),
    for: claims.slice(0, 6).map((one) => word(`${system} in ${one.cluster.id}`, `${one.cluster.id}/${system}`, [`claims ${plain(what)}`], one.at)),
    next: claims.slice(0, 2).map(({ cluster }) => ({
      text: `See whether ${cluster.id} was made from a copy, and since when it is there`,
      command: shell`kubectl --context ${cluster.name} get namespace kube-system -o yaml`,
    })),
  };
}
