import { toInstant, toInstantOrNull } from '#lib/api/instant.ts';
import type { ServiceDetail, ServiceReaders } from '#lib/api/services.ts';
import { type ServiceView, serviceView } from '#lib/model/service-rows.ts';
import { isFresh, type ServiceScene } from '#lib/model/service-scene.ts';
import type { Snapshot } from '#lib/model/snapshot.ts';
import type { SpreadScene } from '#lib/model/spread-scene.ts';
import { spreadView } from '#lib/model/spread-view.ts';
import { findingsOf } from './detail-answer.ts';

/** Who was asked about services at this instant. */
export function serviceReaders(snapshot: Snapshot, scene: ServiceScene): ServiceReaders {
  const lastAt = new Map<string, number>();
  const scopes = [...snapshot.services.values()].filter(({ spread }) => !spread);
  for (const { cluster, observedAt } of scopes) lastAt.set(cluster, Math.max(lastAt.get(cluster) ?? 0, observedAt));
  const fresh = new Set(scopes.flatMap((scope) => (isFresh(scope, scene.now) ? scope.cluster : [])));
  // Clusters that only others speak of are nobody's to ask.
  const ours = [...snapshot.clusters.values()].filter(({ reading }) => reading !== 'hearsay').map(({ id }) => id);
  const asked = ours.filter((id) => scene.reach(id) !== 'absent');
  const silent = asked.filter((id) => !fresh.has(id)).sort();
  return {
    asked: asked.length,
    answered: asked.length - silent.length,
    silent: silent.map((cluster) => ({ cluster, observedAt: toInstantOrNull(lastAt.get(cluster) ?? null) })),
    withoutApi: ours.length - asked.length,
  };
}

/** A service from everywhere; nothing when nobody exports, imports or spreads it. */
export function serviceDetail(
  snapshot: Snapshot,
  scene: ServiceScene,
  spread: SpreadScene,
  key: string,
): ServiceDetail | undefined {
  if (!scene.has(key) && spread.members(key).length === 0) return undefined;
  const view: ServiceView = scene.has(key)
    ? { ...serviceView(scene, key), spread: spread.rows(key) }
    : spreadView(spread, scene, key);
  const clusters = new Set(view.exporting.map(({ cluster }) => cluster));
  for (const row of [...view.rows, ...view.spread]) clusters.add(row.cluster);
  return {
    ...view,
    revision: snapshot.revision,
    generatedAt: toInstant(scene.now),
    lackingApi: [...snapshot.clusters.keys()].filter((cluster) => scene.reach(cluster) === 'absent').sort(),
    exporting: view.exporting.map((one) => ({
      ...one,
      exportedAt: toInstantOrNull(one.exportedAt),
      observedAt: toInstant(one.observedAt),
      conditions: one.conditions.map((condition) => ({ ...condition, since: toInstantOrNull(condition.since) })),
    })),
    rows: view.rows.map((row) => ({
      ...row,
      steps: row.steps.map((step) => ({ ...step, observedAt: toInstantOrNull(step.observedAt) })),
    })),
    // A rule of services names each in the parameters of its words.
    findings: findingsOf(
      snapshot,
      (subject, finding) =>
        clusters.has(subject.kind === 'cluster' ? subject.cluster : subject.kind === 'direction' ? subject.from : '') &&
        String(finding.words.params.services ?? '')
          .split(', ')
          .includes(dotted(view)),
    ),
  };
}

/** `name.namespace`: a service as people write it. */
function dotted({ namespace, name }: { namespace: string; name: string }): string {
  return `${name}.${namespace}`;
}
