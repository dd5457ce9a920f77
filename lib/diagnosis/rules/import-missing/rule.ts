import { importStep } from '#lib/model/service-steps.ts';
import { utc } from '#lib/model/utc.ts';
import { words } from '#lib/model/words.ts';
import type { Rule } from '../../rule.ts';
import { byCluster, SERVICE_PARTS, sceneOf, serviceParams, serviceWitnesses } from '../../services.ts';
import { shell } from '../../shell.ts';

/** A service is exported, and a cluster of the same set does not have it. */
export const importMissing: Rule<(typeof SERVICE_PARTS)[number]> = {
  id: 'import-missing',
  title: 'Import missing',
  kind: 'fault',
  layer: 'discovery',
  severity: 'critical',
  needs: SERVICE_PARTS,
  evaluate(view, now) {
    const scene = sceneOf(view, now);
    const faults = scene.keys().flatMap((key) => {
      const offering = scene.exporters(key).filter((one) => one.export.offered && one.fresh);
      return scene.without(key).flatMap((cluster) => {
        const own = offering.filter((one) => scene.setOf(one.cluster).has(cluster));
        const told = scene.in(cluster, key);
        if (own.length === 0 || !told || told.report?.export?.offered) return [];
        const step = importStep(told, own, scene);
        return step.status === 'down' ? [{ cluster, key, told, says: step.detail }] : [];
      });
    });
    return byCluster(faults).map(([cluster, own]) => {
      const why = [...new Set(own.map(({ says }) => says))].sort();
      const params = { cluster, ...serviceParams(own), why: why.slice(0, 3).join(', ') };
      const text = 'Since {since}, {cluster} does not have {count} that others export: {named} ({why}).';
      const { name = cluster } = view.clusters.get(cluster) ?? {};
      const [namespace = ''] = own[0]?.key.split('/') ?? [];
      const lacking = why.some((one) => one.startsWith('no namespace'));
      return {
        subject: { kind: 'cluster', cluster },
        words: (since) => words('import-missing', text, { since: utc(since), ...params }),
        for: serviceWitnesses(own),
        next: [
          lacking
            ? {
                text: 'Create the namespace, if the service is wanted there',
                command: shell`kubectl --context ${name} create namespace ${namespace}`,
              }
            : {
                text: 'Look at what the cluster imports into the namespace',
                command: shell`kubectl --context ${name} -n ${namespace} get serviceimports`,
              },
          {
            text: 'Look at the controller that writes imports there, and at its connection to the others',
            command: null,
          },
        ],
      };
    });
  },
};
