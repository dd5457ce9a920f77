import { utc } from '#lib/model/utc.ts';
import { words } from '#lib/model/words.ts';
import { failingNames, nameWitnesses } from '../../failing-names.ts';
import type { Rule } from '../../rule.ts';
import { SERVICE_PARTS, sceneOf, serviceParams } from '../../services.ts';
import { shell } from '../../shell.ts';

/** The DNS of a cluster does not answer for a service that it imports, and it is not the whole zone that is missing. */
export const dnsFailing: Rule<(typeof SERVICE_PARTS)[number]> = {
  id: 'dns-failing',
  title: 'DNS does not answer',
  kind: 'fault',
  layer: 'dns',
  severity: 'warning',
  needs: SERVICE_PARTS,
  evaluate(view, now) {
    return failingNames(sceneOf(view, now))
      .filter(({ unwired }) => !unwired)
      .map((names) => {
        const { cluster, failing, own } = names;
        const whole = own !== undefined && own.outcome !== 'answered';
        const how = [...new Set(failing.map(({ says }) => says))].sort().join(', ');
        const text = whole
          ? 'Since {since}, the DNS of {cluster} does not answer, not even for its own names: {count} cannot be found ({named}; {how}).'
          : 'Since {since}, the DNS of {cluster} does not answer for {count}: {named} ({how}).';
        const params = { cluster, how, ...serviceParams(failing) };
        const { name = cluster } = view.clusters.get(cluster) ?? {};
        return {
          subject: { kind: 'cluster', cluster },
          ...(whole ? { severity: 'critical' as const } : {}),
          words: (since) => words('dns-failing', text, { since: utc(since), ...params }),
          for: nameWitnesses(names),
          next: [
            {
              text: 'See whether the pods of the cluster DNS run, and what they log',
              command: shell`kubectl --context ${name} -n kube-system logs -l k8s-app=kube-dns --tail=50`,
            },
          ],
        };
      });
  },
};
