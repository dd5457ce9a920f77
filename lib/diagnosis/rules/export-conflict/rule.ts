import { utc } from '#lib/model/utc.ts';
import { words } from '#lib/model/words.ts';
import type { Rule } from '../../rule.ts';
import { byCluster, freshExports, SERVICE_PARTS, sceneOf, serviceParams, serviceWitnesses } from '../../services.ts';
import { shell } from '../../shell.ts';

/** Exporters of one service disagree; said at each of them, and who of them exported last. */
export const exportConflict: Rule<(typeof SERVICE_PARTS)[number]> = {
  id: 'export-conflict',
  title: 'Exporters disagree',
  kind: 'fault',
  layer: 'discovery',
  severity: 'warning',
  needs: SERVICE_PARTS,
  evaluate(view, now) {
    const scene = sceneOf(view, now);
    const faults = freshExports(scene).flatMap(({ key, told }) => {
      const own = told.export;
      if (own.state !== 'conflicted') return [];
      const set = scene.setOf(told.cluster);
      const exporters = scene.exporters(key).filter(({ cluster }) => cluster === told.cluster || set.has(cluster));
      const owner = exporters.at(-1)?.cluster ?? told.cluster;
      const says = `${own.decisive?.reason ?? 'conflict'}: ${own.decisive?.message ?? ''}`;
      return [{ cluster: told.cluster, key, told, says, owner }];
    });
    return byCluster(faults).map(([cluster, own]) => {
      const owners = new Map(faults.map((one) => [`${one.cluster}/${one.key}`, one.owner]));
      const names = [...new Set(own.flatMap(({ key }) => owners.get(`${cluster}/${key}`) ?? []))].sort();
      const reasons = [...new Set(own.map(({ told }) => told.report?.export?.decisive?.reason ?? 'conflict'))].sort();
      const params = {
        cluster,
        ...serviceParams(own),
        reasons: reasons.slice(0, 3).join(', '),
        owner: names.join(', '),
      };
      const text =
        'Since {since}, {cluster} and other exporters disagree on {count}: {named} ({reasons}). The youngest export, of {owner}, owns it.';
      const { name = cluster } = view.clusters.get(cluster) ?? {};
      const [namespace = '', service = ''] = own[0]?.key.split('/') ?? [];
      const read = shell`kubectl --context ${name} -n ${namespace} get service ${service} -o yaml`;
      return {
        subject: { kind: 'cluster', cluster },
        severity: names.includes(cluster) ? 'warning' : 'info',
        words: (since) => words('export-conflict', text, { since: utc(since), ...params }),
        for: serviceWitnesses(own),
        next: [
          { text: 'Compare the Service with that of the other exporters', command: read },
          { text: 'Make the youngest like the oldest, whose settings are used', command: null },
        ],
      };
    });
  },
};
