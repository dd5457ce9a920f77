import type { Cluster } from '#lib/model/cluster.ts';
import { linkId } from '#lib/model/identity.ts';
import type { Link } from '#lib/model/link.ts';
import { freshUntil, type Observation } from '#lib/model/observation.ts';
import { subjectKey } from '#lib/model/subject.ts';
import { utc } from '#lib/model/utc.ts';
import { plain, words } from '#lib/model/words.ts';
import type { Conclusion, Rule } from '../../rule.ts';
import { word } from '../../testimony.ts';

/** Facts of a cluster itself that have to be the same in all clusters of a mesh. */
const COMMON = ['maxConnectedClusters', 'datapath'];

/** A setting as one cluster has it. */
interface Setting {
  cluster: Cluster;
  system: string;
  name: string;
  value: string;
  at: number;
}

/** Clusters of one mesh are set up so differently that one calls itself ready and the other never is. */
export const clustermeshConfigMismatch: Rule<'clusters' | 'links' | 'observations'> = {
  id: 'clustermesh-config-mismatch',
  title: 'Clusters of one mesh are set up differently',
  kind: 'fault',
  layer: 'discovery',
  severity: 'critical',
  needs: ['clusters', 'links', 'observations'],
  evaluate({ clusters, links, observations }, now) {
    const settings = [...clusters.values()].flatMap((cluster) => {
      const own = observations.get(subjectKey({ kind: 'cluster', cluster: cluster.id })) ?? [];
      return cluster.reading === 'read' ? own.flatMap((one) => settingsOf(cluster, one, now)) : [];
    });
    const groups = Map.groupBy(settings, ({ system, name }) => `${system}\n${name}`);
    return [...groups.values()].flatMap((group) => {
      const byValue = [...Map.groupBy(group, ({ value }) => value).values()];
      // What most have is the rule; of two alike the smaller value, which is the default.
      const [usual, ...others] = byValue.sort(
        (a, b) => b.length - a.length || ((a[0]?.value ?? '') < (b[0]?.value ?? '') ? -1 : 1),
      );
      return others.flat().flatMap((odd) => {
        const against = (usual ?? []).filter((one) => areLinked(odd, one, links));
        return against.length > 0 ? [conclude(odd, against)] : [];
      });
    });
  },
};

function settingsOf(cluster: Cluster, { system, facts, observedAt, ...rest }: Observation, now: number): Setting[] {
  if (freshUntil({ observedAt, freshForMs: rest.freshForMs }) <= now) return [];
  return facts.flatMap(({ name, value }) =>
    COMMON.includes(name) && value !== '' ? [{ cluster, system, name, value: plain(value), at: observedAt }] : [],
  );
}

function areLinked(a: Setting, b: Setting, links: ReadonlyMap<string, Link>): boolean {
  return links.get(linkId(a.cluster.id, b.cluster.id))?.systems.includes(a.system) === true;
}

function conclude(odd: Setting, usual: readonly Setting[]): Conclusion {
  const { cluster, system, name, value } = odd;
  const params = { cluster: cluster.id, system, name, value, usual: usual[0]?.value ?? '', count: usual.length };
  const text =
    'Since {since}, {cluster} has {name} {value} in {system}, and {count} of its peers have {usual}: one side may call itself ready all the same.';
  return {
    subject: { kind: 'cluster', cluster: cluster.id },
    words: (since) => words('clustermesh-config-mismatch', text, { since: utc(since), ...params }),
    for: [odd, ...usual.slice(0, 5)].map((one) =>
      word(`${system} in ${one.cluster.id}`, `${one.cluster.id}/${system}`, [`${name} ${one.value}`], one.at),
    ),
    next: [odd, ...usual.slice(0, 1)].map((one) => ({
      text: `Compare ${name} in the configuration of ${system} in ${one.cluster.id}`,
      command: null,
    })),
  };
}
