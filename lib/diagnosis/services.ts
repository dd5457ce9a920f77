import type { Witness } from '#lib/model/finding.ts';
import { type Exporter, ServiceScene, type ServiceSnapshot, type Told } from '#lib/model/service-scene.ts';
import type { Words } from '#lib/model/words.ts';
import { word } from './testimony.ts';

/** Names that a sentence holds, and those that its parameters hold for whoever asks about one service. */
const MOST_NAMED = 3;
const MOST_KEPT = 50;

const scenes = new WeakMap<ServiceSnapshot['services'], ServiceScene>();

/** The services of a snapshot, laid out once for all rules of one run. */
export function sceneOf(view: Readonly<ServiceSnapshot>, now: number): ServiceScene {
  const known = scenes.get(view.services);
  if (known && known.now === now) return known;
  const scene = new ServiceScene(view, now);
  scenes.set(view.services, scene);
  return scene;
}

/** One service of which a rule has something to say, in the words of its cluster. */
export interface ServiceFault {
  cluster: string;
  key: string;
  told: Told;
  says: string;
}

/** Every export of which we have heard freshly. */
export function freshExports(scene: ServiceScene): { key: string; told: Exporter }[] {
  return scene.keys().flatMap((key) => scene.exporters(key).flatMap((told) => (told.fresh ? { key, told } : [])));
}

/** The faults of each cluster: one cause there, one finding. */
export function byCluster<Fault extends ServiceFault>(faults: readonly Fault[]): [string, Fault[]][] {
  return [...Map.groupBy(faults, ({ cluster }) => cluster)].sort(([a], [b]) => (a < b ? -1 : 1));
}

/**
 * Parameters of a sentence: how many services, the first few by name, and (`services`) all that are kept. `most`: no more were
 * looked for in one cluster.
 */
export function serviceParams(faults: readonly ServiceFault[], most = Number.POSITIVE_INFINITY): Words['params'] {
  const names = faults.map(({ key }) => dotted(key));
  const more = names.length - MOST_NAMED;
  return {
    count: names.length === 1 ? '1 service' : `${names.length} services${names.length < most ? '' : ' or more'}`,
    named: `${names.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
    services: names.slice(0, MOST_KEPT).join(', '),
  };
}

/** The clusters' own words on their services, the first few. */
export function serviceWitnesses(faults: readonly ServiceFault[]): Witness[] {
  return faults
    .slice(0, MOST_NAMED)
    .map(({ cluster, key, told, says }) =>
      word(`${cluster} on ${dotted(key)}`, told.scope.source, [says], told.scope.observedAt),
    );
}

/** `name.namespace` of a `serviceKey`. */
function dotted(key: string): string {
  const [namespace = '', name = ''] = key.split('/');
  return `${name}.${namespace}`;
}

/** The parts of a snapshot that rules about services read. */
export const SERVICE_PARTS = ['clusters', 'links', 'names', 'services', 'sources'] as const;
