import type { Direction } from '#lib/model/link.ts';
import type { ServiceScene } from '#lib/model/service-scene.ts';
import { SYNC_MS } from '#lib/model/service-steps.ts';
import { words } from '#lib/model/words.ts';
import type { Rule } from '../../rule.ts';
import { SERVICE_PARTS, type ServiceFault, sceneOf, serviceParams, serviceWitnesses } from '../../services.ts';
import { shell } from '../../shell.ts';
import { word } from '../../testimony.ts';
import { utc } from '../../utc.ts';

/** A cluster holds ready endpoints of another one, and the way to it is down. */
export const exportWithoutDatapath: Rule<(typeof SERVICE_PARTS)[number]> = {
  id: 'export-without-datapath',
  title: 'Imported, and no way to it',
  kind: 'conflict',
  layer: 'discovery',
  severity: 'warning',
  needs: SERVICE_PARTS,
  evaluate(view, now) {
    const scene = sceneOf(view, now);
    const held = new Map<string, Map<string, ServiceFault[]>>();
    return scene.directions().flatMap((direction) => {
      if (!isBroken(direction, now)) return [];
      const { from, to } = direction;
      const bySource = held.get(from) ?? heldBy(from, scene);
      held.set(from, bySource);
      const faults = bySource.get(to) ?? [];
      if (faults.length === 0) return [];
      const text =
        'Since {since}, {from} holds ready endpoints of {to} for {count}, and the way there is down: {named}.';
      const params = { from, to, ...serviceParams(faults) };
      const [namespace = '', service = ''] = faults[0]?.key.split('/') ?? [];
      const label = `multicluster.kubernetes.io/service-name=${service}`;
      const { name = from } = view.clusters.get(from) ?? {};
      return [
        {
          subject: { kind: 'direction', from, to },
          words: (since) => words('export-without-datapath', text, { since: utc(since), ...params }),
          for: [
            word(`${from} to ${to}`, 'verdict', [direction.words.text], direction.observedAt ?? now),
            ...serviceWitnesses(faults),
          ],
          next: [
            {
              text: `Mend the link: open it for the layer that owns its failure (${direction.ownerLayer ?? 'not known'})`,
              command: null,
            },
            {
              text: 'See which endpoints are offered to clients meanwhile',
              command: shell`kubectl --context ${name} -n ${namespace} get endpointslices -l ${label}`,
            },
          ],
        },
      ];
    });
  },
};

/** Down for longer than endpoints need to be withdrawn, and nobody works there. */
function isBroken({ status, since }: Direction, now: number): boolean {
  return status === 'down' && since !== null && now - since >= SYNC_MS;
}

/** Ready endpoints of other clusters that one holds, by the cluster they stand in; a service that it offers itself answers there. */
function heldBy(cluster: string, scene: ServiceScene): Map<string, ServiceFault[]> {
  const found = new Map<string, ServiceFault[]>();
  for (const { services } of scene.reports(cluster)) {
    for (const [key, report] of services) {
      const told = report.import && !report.export?.offered ? scene.in(cluster, key) : undefined;
      if (!told?.fresh) continue;
      for (const { source, ready, total } of report.endpoints) {
        const id = ready > 0 ? scene.names.idOf(cluster, source) : undefined;
        if (id === undefined) continue;
        const says = `holds ${ready} of ${total} ready of ${id}`;
        found.set(id, [...(found.get(id) ?? []), { cluster, key, told, says }]);
      }
    }
  }
  return found;
}
