import { type DnsAnswer, isFreshAnswer } from '#lib/model/dns-answer.ts';
import type { Witness } from '#lib/model/finding.ts';
import { oncePer } from '#lib/model/once-per.ts';
import { serviceRow } from '#lib/model/service-rows.ts';
import type { ServiceScene } from '#lib/model/service-scene.ts';
import type { ServiceFault } from './services.ts';
import { word } from './testimony.ts';

/** A name of a service that should be answered, and is not. */
export interface FailingName extends ServiceFault {
  answer: DnsAnswer;
}

/** How the names of services fare in the DNS of one cluster. */
export interface FailingNames {
  cluster: string;
  source: string;
  /** Those of which the DNS itself is the fault: the service is there, and something else would answer. */
  failing: FailingName[];
  answered: number;
  /** A name in the cluster's own zone; nothing while that is not known freshly. */
  own: DnsAnswer | undefined;
  /** No name of the cluster set is answered, none hangs, and the own zone is. */
  unwired: boolean;
}

/** Quotes that a finding holds. */
const MOST_QUOTED = 3;

/** Clusters in which at least one name fails, in order of id. */
export const failingNames = oncePer((scene: ServiceScene): FailingNames[] =>
  scene
    .asked()
    .map(({ cluster, source, services }) => {
      const fresh = [...services].filter(([, answer]) => isFreshAnswer(answer, scene.now));
      const failing = fresh.flatMap(([key, answer]) =>
        answer.outcome === 'answered' ? [] : failingOf(cluster, key, answer, scene),
      );
      const answered = fresh.filter(([, { outcome }]) => outcome === 'answered').length;
      const own = scene.ownAnswer(cluster);
      const refused = failing.every(({ answer }) => answer.outcome !== 'timeout');
      const unwired = answered === 0 && own?.outcome === 'answered' && refused;
      return { cluster, source, failing, answered, own, unwired };
    })
    .filter(({ failing }) => failing.length > 0)
    .sort((a, b) => (a.cluster < b.cluster ? -1 : 1)),
);

function failingOf(cluster: string, key: string, answer: DnsAnswer, scene: ServiceScene): FailingName[] {
  const told = scene.in(cluster, key);
  const step = serviceRow(scene, key, cluster).steps.find((one) => one.step === 'dns');
  return told && step?.status === 'down' ? [{ cluster, key, told, answer, says: step.says }] : [];
}

/** What the DNS of the cluster said, the first few, and of its own zone. */
export function nameWitnesses({ cluster, source, failing, own }: FailingNames): Witness[] {
  const quote = ({ name, says }: DnsAnswer, outcome: string) =>
    word(`DNS of ${cluster}`, source, [`${name}: ${outcome}${says ? ` (${says})` : ''}`], own?.observedAt ?? 0);
  return [
    ...failing
      .slice(0, MOST_QUOTED)
      .map(({ answer, says }) => ({ ...quote(answer, says), observedAt: answer.observedAt })),
    ...(own ? [quote(own, own.outcome)] : []),
  ];
}

/** The zone of a name of the cluster set: `clusterset.local`. */
export function zoneOf({ failing }: FailingNames): string {
  return failing[0]?.answer.name.split('.svc.')[1] ?? '';
}
