import { utc } from '#lib/model/utc.ts';
import { words } from '#lib/model/words.ts';
import type { Rule } from '../../rule.ts';
import { byCluster, SERVICE_PARTS, sceneOf, serviceParams, serviceWitnesses } from '../../services.ts';
import { shell } from '../../shell.ts';
import { CopyBook } from './copy-book.ts';

/** Clusters disagree about the endpoints of one service in one cluster. */
export const endpointsDiverged: Rule<(typeof SERVICE_PARTS)[number]> = {
  id: 'endpoints-diverged',
  title: 'Endpoints differ between clusters',
  kind: 'conflict',
  layer: 'discovery',
  severity: 'warning',
  needs: SERVICE_PARTS,
  evaluate(view, now) {
    const scene = sceneOf(view, now);
    const keys = scene.keys();
    const book = books.get(view.services) ?? new CopyBook();
    books.set(view.services, book);
    book.begin(keys);
    const faults = keys.flatMap((key) => book.behind(key, scene));
    return byCluster(faults).map(([cluster, own]) => {
      const text = 'Since {since}, what {cluster} holds of others is not what they have, for {count}: {named} ({how}).';
      const params = { cluster, ...serviceParams(own), how: own[0]?.says ?? '' };
      const { name = cluster } = view.clusters.get(cluster) ?? {};
      const [namespace = '', service = ''] = own[0]?.key.split('/') ?? [];
      const label = `multicluster.kubernetes.io/service-name=${service}`;
      return {
        subject: { kind: 'cluster', cluster },
        words: (since) => words('endpoints-diverged', text, { since: utc(since), ...params }),
        for: serviceWitnesses(own),
        next: [
          {
            text: 'Compare with the same question in the other cluster',
            command: shell`kubectl --context ${name} -n ${namespace} get endpointslices -l ${label}`,
          },
          {
            text: 'Look at the controller that copies endpoints here, and at its connection to the broker or to the others',
            command: null,
          },
        ],
      };
    });
  },
};

/** By the services that were compared: the sources of one fleet stand in one map. */
const books = new WeakMap<object, CopyBook>();
