import { oncePer } from '#lib/model/once-per.ts';
import type { ServiceCondition, ServiceReport } from '#lib/model/service.ts';
import { serviceRow } from '#lib/model/service-rows.ts';
import type { ServiceScene } from '#lib/model/service-scene.ts';
import { refusalOf } from '#lib/model/service-steps.ts';
import type { ServiceFault } from '../../services.ts';

/** A service that a cluster imports and can't use. */
export interface RefusedImport extends ServiceFault {
  refusal: ServiceCondition;
}

type Services = ReadonlyMap<string, ServiceReport>;

/** Imports that are looked for in one cluster: where a whole mesh is refused there would be a hundred thousand. */
export const MOST_REFUSED = 50;

/** Nearly all imports of a cluster are fine, and most stay as they are: those that are refused are looked for once. */
const refusedIn = oncePer((services: Services) =>
  [...services].flatMap(([key, { import: own }]) => (own && refusalOf(own) ? key : [])),
);

/** Services that a cluster can't reach because of its import. Where its own endpoints answer, or the export fails first, that is not why. */
export function refusedImports(scene: ServiceScene, cluster: string, services: Services): RefusedImport[] {
  const found = refusedIn(services)
    .values()
    .flatMap((key): RefusedImport[] => {
      const told = scene.in(cluster, key);
      const refusal = told?.fresh && told.report?.import ? refusalOf(told.report.import) : undefined;
      if (!told || !refusal) return [];
      const owner = serviceRow(scene, key, cluster).steps.find(({ owns }) => owns);
      if (owner?.step !== 'import') return [];
      const says = refusal.message ? `${refusal.reason}: ${refusal.message}` : refusal.reason;
      return [{ cluster, key, told, refusal, says }];
    });
  return found.take(MOST_REFUSED).toArray();
}
