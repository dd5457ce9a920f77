import type { Direction } from '#lib/model/link.ts';
import { some } from '#lib/model/service-steps.ts';
import { utc } from '#lib/model/utc.ts';
import { words } from '#lib/model/words.ts';
import type { Rule } from '../../rule.ts';
import { SERVICE_PARTS, sceneOf, serviceParams, serviceWitnesses } from '../../services.ts';
import { shell } from '../../shell.ts';
import { word } from '../../testimony.ts';
import { heldBeyond, isBroken, MOST_HELD } from './held-beyond.ts';

/** A cluster holds ready endpoints of others, and the way there is down. */
export const exportWithoutDatapath: Rule<(typeof SERVICE_PARTS)[number]> = {
  id: 'export-without-datapath',
  title: 'Imported, and no way to it',
  kind: 'conflict',
  layer: 'discovery',
  severity: 'warning',
  needs: SERVICE_PARTS,
  evaluate(view, now) {
    const scene = sceneOf(view, now);
    const broken = scene.directions((one) => isBroken(one, now));
    const waysFrom = Map.groupBy(broken, (one) => one.from);
    return [...heldBeyond(broken, scene)].sort(byName).flatMap(([from, faults]) => {
      const [first] = faults;
      if (!first) return [];
      const targets = new Set(faults.flatMap((one) => one.targets));
      const ways = (waysFrom.get(from) ?? []).filter(({ to }) => targets.has(to));
      const to = some(ways.map((way) => way.to).sort());
      const text =
        'Since {since}, {from} holds ready endpoints of {to} for {count}, and the way there is down: {named}.';
      const [namespace = '', service = ''] = first.key.split('/');
      const label = `multicluster.kubernetes.io/service-name=${service}`;
      const { name = from } = view.clusters.get(from) ?? {};
      const verdicts = ways.slice(0, MOST_WAYS).map((way) => verdictOf(way, now));
      return [
        {
          subject: { kind: 'cluster', cluster: from },
          words: (since) =>
            words('export-without-datapath', text, {
              since: utc(since),
              from,
              to,
              ...serviceParams(faults, MOST_HELD),
            }),
          for: [...verdicts, ...serviceWitnesses(faults)],
          next: [
            { text: `Mend the way to ${to}: its link says which layer owns the failure`, command: null },
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

/** Verdicts that a finding quotes. */
const MOST_WAYS = 3;

function verdictOf({ from, to, words: said, observedAt }: Direction, now: number) {
  return word(`${from} to ${to}`, 'verdict', [said.text], observedAt ?? now);
}

function byName([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}
