import type { ServiceEndpoints } from '#lib/model/service.ts';
import type { ServiceScene, Told } from '#lib/model/service-scene.ts';
import type { ServiceFault } from '../../services.ts';

/** Endpoints cross a broker within 2 s (recorded); after this a copy is behind, milliseconds. */
const SYNC_MS = 60_000;

/** Each cluster whose copy of an exporter's endpoints is behind, once. */
export function* copiesBehind(key: string, scene: ServiceScene): Iterable<ServiceFault> {
  const exporters = scene.exporters(key).filter((one) => one.export.offered && isCalm(one, scene.now));
  if (exporters.length === 0) return;
  const owned = exporters.map((one) => ({ id: one.cluster, own: scene.ownEndpoints(one) }));
  for (const told of scene.told(key)) {
    if (!told.report?.import || told.report.mirrored !== true || !told.scope.listed.endpoints) continue;
    if (told.report.sourcesLeftOut > 0 || !isCalm(told, scene.now)) continue;
    const behind = owned.find(({ id, own }) => id !== told.cluster && differs(own, copyOf(id, told, scene)));
    if (!behind) continue;
    const { id, own } = behind;
    const says = `holds ${tally(copyOf(id, told, scene))} of ${id}, which has ${tally(own)}`;
    yield { cluster: told.cluster, key, told, says };
  }
}

/** Fresh, and unchanged for so long that every copy should be the same: while a rollout goes on nothing is compared. */
function isCalm({ fresh, report }: Told, now: number): boolean {
  const changedAt = report?.endpointsChangedAt;
  return fresh && changedAt !== undefined && now - changedAt >= SYNC_MS;
}

function copyOf(exporter: string, { cluster, report }: Told, scene: ServiceScene): ServiceEndpoints[] {
  return (report?.endpoints ?? []).filter(({ source }) => scene.names.idOf(cluster, source) === exporter);
}

/** An exporter that labels none of its own says nothing; two ways of counting can't be compared. */
function differs(own: readonly ServiceEndpoints[], copy: readonly ServiceEndpoints[]): boolean {
  const [first] = own;
  if (!first || copy.some(({ perCluster }) => perCluster !== first.perCluster)) return false;
  return tally(own) !== tally(copy);
}

function tally(endpoints: readonly ServiceEndpoints[]): string {
  const sum = (of: 'ready' | 'total') => endpoints.reduce((all, one) => all + one[of], 0);
  return `${sum('ready')} of ${sum('total')} ready`;
}
