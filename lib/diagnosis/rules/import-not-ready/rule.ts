import { utc } from '#lib/model/utc.ts';
import { words } from '#lib/model/words.ts';
import type { Rule } from '../../rule.ts';
import { byCluster, SERVICE_PARTS, sceneOf, serviceParams, serviceWitnesses } from '../../services.ts';
import { shell } from '../../shell.ts';
import { MOST_REFUSED, refusedImports } from './refused.ts';

/** A cluster has the import of a service that others export, and says itself that it can't be used. */
export const importNotReady: Rule<(typeof SERVICE_PARTS)[number]> = {
  id: 'import-not-ready',
  title: 'Import not ready',
  kind: 'fault',
  layer: 'discovery',
  severity: 'critical',
  needs: SERVICE_PARTS,
  evaluate(view, now) {
    const scene = sceneOf(view, now);
    const faults = [...view.services.values()].flatMap(({ cluster, services }) =>
      refusedImports(scene, cluster, services),
    );
    return byCluster(faults).map(([cluster, own]) => {
      const reasons = [...new Set(own.map(({ refusal }) => refusal.reason))].sort();
      const params = { cluster, ...serviceParams(own, MOST_REFUSED), reasons: reasons.slice(0, 3).join(', ') };
      const text = 'Since {since}, {cluster} imports {count} that it cannot use: {named} ({reasons}).';
      const { name = cluster } = view.clusters.get(cluster) ?? {};
      const [namespace = '', service = ''] = own[0]?.key.split('/') ?? [];
      return {
        subject: { kind: 'cluster', cluster },
        words: (since) => words('import-not-ready', text, { since: utc(since), ...params }),
        for: serviceWitnesses(own),
        next: [
          {
            text: 'Read why the import is not ready',
            command: shell`kubectl --context ${name} -n ${namespace} get serviceimport ${service} -o yaml`,
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
