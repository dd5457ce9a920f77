import { ownEndpointsStep } from '#lib/model/service-steps.ts';
import { utc } from '#lib/model/utc.ts';
import { words } from '#lib/model/words.ts';
import type { Rule } from '../../rule.ts';
import { byCluster, SERVICE_PARTS, sceneOf, serviceParams, serviceWitnesses } from '../../services.ts';
import { shell } from '../../shell.ts';

/** A service is exported, and no endpoint of its exporter is ready. */
export const exportWithoutEndpoints: Rule<(typeof SERVICE_PARTS)[number]> = {
  id: 'export-without-endpoints',
  title: 'Exported without an endpoint',
  kind: 'fault',
  layer: 'discovery',
  severity: 'warning',
  needs: SERVICE_PARTS,
  evaluate(view, now) {
    const scene = sceneOf(view, now);
    const faults = scene.keys().flatMap((key) =>
      scene.exporters(key).flatMap((one) => {
        const step = ownEndpointsStep([one], scene);
        return step.status === 'down' ? [{ cluster: one.cluster, key, told: one, says: step.says }] : [];
      }),
    );
    return byCluster(faults).map(([cluster, own]) => {
      const params = { cluster, ...serviceParams(own) };
      const text =
        'Since {since}, {cluster} exports {count} without a ready endpoint: {named}. Scaled to zero, not ready, or the selector matches nothing.';
      const { name = cluster } = view.clusters.get(cluster) ?? {};
      const [namespace = '', service = ''] = own[0]?.key.split('/') ?? [];
      const label = `kubernetes.io/service-name=${service}`;
      const read = shell`kubectl --context ${name} -n ${namespace} get endpointslices -l ${label}`;
      return {
        subject: { kind: 'cluster', cluster },
        words: (since) => words('export-without-endpoints', text, { since: utc(since), ...params }),
        for: serviceWitnesses(own),
        next: [
          { text: 'See which pods are behind the Service, and whether they are ready', command: read },
          {
            text: 'Scaled to zero on purpose: delete the ServiceExport, so that others stop asking here',
            command: null,
          },
        ],
      };
    });
  },
};
