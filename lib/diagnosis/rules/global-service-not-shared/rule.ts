import { SpreadScene } from '#lib/model/spread-scene.ts';
import { utc } from '#lib/model/utc.ts';
import { words } from '#lib/model/words.ts';
import type { Rule } from '../../rule.ts';
import { shell } from '../../shell.ts';
import { word } from '../../testimony.ts';
import { type Alone, aloneOf } from './alone.ts';

const PARTS = ['clusters', 'links', 'services', 'sources'] as const;

/** Clusters are joined by a mesh, and a Service that one of them wants to share is shared with nobody. */
export const globalServiceNotShared: Rule<(typeof PARTS)[number]> = {
  id: 'global-service-not-shared',
  title: 'Global, and shared with nobody',
  kind: 'fault',
  layer: 'discovery',
  // Nothing fails by it: it opens no incident.
  severity: 'info',
  needs: PARTS,
  evaluate(view, now) {
    const scene = new SpreadScene(view, now);
    const alone = scene.keys().flatMap((key) => aloneOf(scene, key));
    return [...Map.groupBy(alone, ({ member }) => member.cluster)].map(([cluster, own]) => {
      const [first] = own;
      const { name = cluster } = view.clusters.get(cluster) ?? {};
      const [namespace = '', service = ''] = first?.key.split('/') ?? [];
      const more = own.length > 3 ? ` and ${own.length - 3} more` : '';
      const params = {
        cluster,
        count: own.length === 1 ? '1 service' : `${own.length} services`,
        named: `${own.slice(0, 3).map(dotted).join(', ')}${more}`,
        why: [...new Set(own.map(({ why }) => why))].sort().join('; '),
        services: own.slice(0, 50).map(dotted).join(', '),
      };
      const text = 'Since {since}, {cluster} shares {count} with nobody though it is set to: {named} ({why}).';
      return {
        subject: { kind: 'cluster', cluster },
        words: (since) => words('global-service-not-shared', text, { since: utc(since), ...params }),
        for: own
          .slice(0, 3)
          .map((one) =>
            word(`${cluster} on ${dotted(one)}`, one.member.scope.source, [one.why], one.member.scope.observedAt),
          ),
        next: [
          {
            text: 'Look at the Service and its annotations, and at the same one in the peers',
            command: shell`kubectl --context ${name} -n ${namespace} get service ${service} -o yaml`,
          },
          {
            text: 'Look at whether the namespace takes part in the mesh',
            command: shell`kubectl --context ${name} get namespace ${namespace} -o yaml`,
          },
        ],
      };
    });
  },
};

function dotted({ key }: Alone): string {
  const [namespace = '', name = ''] = key.split('/');
  return `${name}.${namespace}`;
}
