import { utc } from '#lib/model/utc.ts';
import { words } from '#lib/model/words.ts';
import type { Rule } from '../../rule.ts';
import { byCluster, freshExports, SERVICE_PARTS, sceneOf, serviceParams, serviceWitnesses } from '../../services.ts';
import { shell } from '../../shell.ts';

const WRONG: readonly string[] = ['invalid', 'failed', 'unprocessed'];

/** A service is to be exported, and its cluster refuses, fails, or has nobody who would do it. */
export const exportInvalid: Rule<(typeof SERVICE_PARTS)[number]> = {
  id: 'export-invalid',
  title: 'Export refused',
  kind: 'fault',
  layer: 'discovery',
  severity: 'warning',
  needs: SERVICE_PARTS,
  evaluate(view, now) {
    const faults = freshExports(sceneOf(view, now)).flatMap(({ key, told }) => {
      const own = told.export;
      if (!WRONG.includes(own.state)) return [];
      const reason = own.decisive?.reason || own.state;
      const says = own.decisive?.message ? `${reason}: ${own.decisive.message}` : reason;
      return [{ cluster: told.cluster, key, told, says }];
    });
    return byCluster(faults).map(([cluster, own]) => {
      const reasons = [...new Set(own.map(({ told }) => told.report?.export?.decisive?.reason || 'not processed'))];
      const params = { cluster, ...serviceParams(own), reasons: reasons.slice(0, 3).join(', ') };
      const text = 'Since {since}, {cluster} does not export {count} that it should: {named} ({reasons}).';
      const { name = cluster } = view.clusters.get(cluster) ?? {};
      const [first] = own;
      const [namespace = '', service = ''] = first?.key.split('/') ?? [];
      const read = shell`kubectl --context ${name} -n ${namespace} get service,serviceexport ${service}`;
      return {
        subject: { kind: 'cluster', cluster },
        words: (since) => words('export-invalid', text, { since: utc(since), ...params }),
        for: serviceWitnesses(own),
        next: [
          { text: 'See whether the Service is there, and of a type that can be exported', command: read },
          { text: 'Create the Service, or delete the ServiceExport that has none', command: null },
        ],
      };
    });
  },
};
