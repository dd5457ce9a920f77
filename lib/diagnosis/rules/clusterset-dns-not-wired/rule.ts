import { utc } from '#lib/model/utc.ts';
import { words } from '#lib/model/words.ts';
import { failingNames, nameWitnesses, zoneOf } from '../../failing-names.ts';
import type { Rule } from '../../rule.ts';
import { SERVICE_PARTS, sceneOf, serviceParams } from '../../services.ts';
import { shell } from '../../shell.ts';

/** The DNS of a cluster answers for its own zone, and for no service of the cluster set. */
export const clustersetDnsNotWired: Rule<(typeof SERVICE_PARTS)[number]> = {
  id: 'clusterset-dns-not-wired',
  title: 'DNS does not know the cluster set',
  kind: 'fault',
  layer: 'dns',
  severity: 'critical',
  needs: SERVICE_PARTS,
  evaluate(view, now) {
    return failingNames(sceneOf(view, now))
      .filter(({ unwired }) => unwired)
      .map((names) => {
        const { cluster } = names;
        const zone = zoneOf(names);
        const text =
          'Since {since}, the DNS of {cluster} answers its own names and none in {zone}: {count} that it imports cannot be found ({named}).';
        const params = { cluster, zone, ...serviceParams(names.failing) };
        const { name = cluster } = view.clusters.get(cluster) ?? {};
        return {
          subject: { kind: 'cluster', cluster },
          words: (since) => words('clusterset-dns-not-wired', text, { since: utc(since), ...params }),
          for: nameWitnesses(names),
          next: [
            {
              text: `See whether the configuration of the cluster DNS has a block for ${zone}`,
              command: shell`kubectl --context ${name} -n kube-system get configmap coredns -o yaml`,
            },
            {
              text: 'See whether the server of that zone runs, where the block forwards to one',
              command: null,
            },
          ],
        };
      });
  },
};
