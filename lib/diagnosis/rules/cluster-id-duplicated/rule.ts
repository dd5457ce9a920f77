import type { Cluster } from '#lib/model/cluster.ts';
import { linkId } from '#lib/model/identity.ts';
import type { Link } from '#lib/model/link.ts';
import type { Snapshot } from '#lib/model/snapshot.ts';
import { utc } from '#lib/model/utc.ts';
import { plain, words } from '#lib/model/words.ts';
import type { Conclusion, Rule } from '../../rule.ts';
import { shell } from '../../shell.ts';
import { word } from '../../testimony.ts';
import { toldCommand } from '../../told-command.ts';
import { type Claim, claimsOf } from './claims.ts';

type Needed = 'clusters' | 'links' | 'observations';
type View = Readonly<Pick<Snapshot, Needed>>;

/** Two clusters of one mesh say that they are the same: peers mix them up, whatever readiness says. */
export const clusterIdDuplicated: Rule<Needed> = {
  id: 'cluster-id-duplicated',
  title: 'Two clusters, one id',
  kind: 'fault',
  layer: 'tunnel',
  severity: 'critical',
  needs: ['clusters', 'links', 'observations'],
  evaluate(view, now) {
    const { clusters, links } = view;
    const groups = Map.groupBy(claimsOf(view, now), ({ system, what }) => `${system}\n${what}`);
    return [...groups.values()].flatMap((group) => {
      const several = [...new Map(group.map((claim) => [claim.cluster.id, claim])).values()];
      if (several.length < 2) return [];
      const meeting = several.filter((one) =>
        several.some((other) => one !== other && meet(one, other, clusters, links)),
      );
      return meeting.length > 0 ? [conclude(meeting, view)] : [];
    });
  },
};

/** Whether two claimants are of one mesh: by its name, by a link between them, or by a cluster that has links to both. */
function meet(a: Claim, b: Claim, clusters: ReadonlyMap<string, Cluster>, links: ReadonlyMap<string, Link>): boolean {
  const linked = (one: string, other: string) => links.get(linkId(one, other))?.systems.includes(a.system) === true;
  if (a.scoped || linked(a.cluster.id, b.cluster.id)) return true;
  return [...clusters.keys()].some((third) => linked(a.cluster.id, third) && linked(b.cluster.id, third));
}

function conclude(claims: readonly Claim[], view: View): Conclusion {
  const [a = '', b = ''] = claims.map(({ cluster }) => cluster.id);
  const { system = '', what = '' } = claims[0] ?? {};
  const params = {
    clusters: claims.map(({ cluster }) => cluster.id).join(', '),
    count: claims.length,
    what: plain(what),
    system,
  };
  const text = 'Since {since}, {count} clusters claim {what} in {system}: {clusters}. Peers take them for one.';
  return {
    subject: view.links.has(linkId(a, b)) ? { kind: 'link', link: linkId(a, b) } : { kind: 'cluster', cluster: a },
    words: (since) => words('cluster-id-duplicated', text, { since: utc(since), ...params }),
    for: claims.slice(0, 6).map((one) => word(`${system} in ${one.by}`, `${one.by}/${system}`, [quote(one)], one.at)),
    next: claims.slice(0, 2).map((claim) => see(claim, view)),
  };
}

function quote({ cluster, by, what }: Claim): string {
  return cluster.id === by ? `claims ${plain(what)}` : `says ${plain(what)} of ${cluster.id}`;
}

/** Where its source tells from where the id is read, that is shown; else what tells a cluster from its copy. */
function see({ cluster, system, by }: Claim, view: View): Conclusion['next'][number] {
  if (cluster.id !== by) return { text: `See what ${cluster.id} calls itself, where it is run`, command: null };
  const command = toldCommand(view, cluster.id, system, 'configCommand');
  if (command) return { text: `See what ${cluster.id} calls itself`, command };
  return {
    text: `See whether ${cluster.id} was made from a copy, and since when it is there`,
    command: shell`kubectl --context ${cluster.name} get namespace kube-system -o yaml`,
  };
}
