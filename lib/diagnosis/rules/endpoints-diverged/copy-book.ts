import type { ServiceEndpoints } from '#lib/model/service.ts';
import type { ServiceScene, Told } from '#lib/model/service-scene.ts';
import type { ServiceFault } from '../../services.ts';

/** Endpoints cross a broker within 2 s (recorded); after this a copy is behind, milliseconds. */
const SYNC_MS = 60_000;

/** A cluster whose copy of an exporter's endpoints is behind, in words. */
interface Behind {
  cluster: string;
  says: string;
}

interface Known {
  version: number;
  epoch: string;
  /** Epoch milliseconds: when time alone changes it. */
  until: number;
  behind: Behind[];
}

/** Copies that are compared in one run, some 20 ms; the rest has its turn in the next ones. */
const AT_ONCE = 10_000;

/** What services came to the last time: with 255 clusters and 400 services a comparison of all takes a quarter of a second. */
export class CopyBook {
  readonly #known = new Map<string, Known>();
  #left = AT_ONCE;

  /** Each cluster whose copy of the endpoints of a service is behind, once. */
  behind(key: string, scene: ServiceScene): ServiceFault[] {
    const [version, { epoch, now }] = [scene.version(key), scene];
    let known = this.#known.get(key);
    const same = known && known.version === version && known.epoch === epoch && now < known.until;
    if (!same && this.#left > 0) {
      this.#left -= scene.tellers(key);
      known = { version, epoch, ...compare(key, scene) };
      this.#known.set(key, known);
    }
    return (known?.behind ?? []).flatMap(({ cluster, says }) => {
      const told = scene.in(cluster, key);
      return told ? [{ cluster, key, told, says }] : [];
    });
  }

  /** Begins a run over these services: others are gone. */
  begin(keys: readonly string[]): void {
    this.#left = AT_ONCE;
    if (this.#known.size <= keys.length) return;
    const there = new Set(keys);
    for (const key of this.#known.keys()) if (!there.has(key)) this.#known.delete(key);
  }
}

function compare(key: string, scene: ServiceScene): Pick<Known, 'until' | 'behind'> {
  const behind: Behind[] = [];
  let until = Number.POSITIVE_INFINITY;
  const isCalm = ({ fresh, report }: Told) => {
    const changedAt = report?.endpointsChangedAt;
    if (!fresh || changedAt === undefined) return false;
    if (scene.now - changedAt >= SYNC_MS) return true;
    until = Math.min(until, changedAt + SYNC_MS);
    return false;
  };
  // An exporter that labels none of its own says nothing.
  const owned = scene
    .exporters(key)
    .filter((one) => one.export.offered && isCalm(one))
    .map((one) => ({ id: one.cluster, own: scene.ownEndpoints(one) }))
    .filter(({ own }) => own.length > 0);
  if (owned.length === 0) return { until, behind };
  for (const told of scene.told(key)) {
    const { report, scope } = told;
    if (!report?.import || report.mirrored !== true || !scope.listed.endpoints) continue;
    // While a rollout goes on nothing is compared.
    if (report.sourcesLeftOut > 0 || !isCalm(told)) continue;
    // Another cluster set may have a service of the same name: nobody carries its endpoints here.
    const isSource = (id: string) => id !== told.cluster && scene.setOf(id).has(told.cluster);
    const found = owned.find(({ id, own }) => differs(id, own, told, scene) && isSource(id));
    if (!found) continue;
    const says = `holds ${tally(copyOf(found.id, told, scene))} of ${found.id}, which has ${tally(found.own)}`;
    behind.push({ cluster: told.cluster, says });
  }
  return { until, behind };
}

/** Nearly all copies are the same under the same name: that is asked first, and names are resolved for the others alone. */
function differs(exporter: string, own: readonly ServiceEndpoints[], told: Told, scene: ServiceScene): boolean {
  const [first, ...more] = own;
  if (!first) return false;
  const held = told.report?.endpoints ?? [];
  if (more.length === 0 && held.some((one) => one.source === first.source && isSame(one, first))) return false;
  const copy = copyOf(exporter, told, scene);
  // Two ways of counting can't be compared.
  if (copy.some(({ perCluster }) => perCluster !== first.perCluster)) return false;
  return tally(own) !== tally(copy);
}

function isSame(a: ServiceEndpoints, b: ServiceEndpoints): boolean {
  return a.ready === b.ready && a.total === b.total;
}

function copyOf(exporter: string, { cluster, report }: Told, scene: ServiceScene): ServiceEndpoints[] {
  return (report?.endpoints ?? []).filter(({ source }) => scene.names.idOf(cluster, source) === exporter);
}

function tally(endpoints: readonly ServiceEndpoints[]): string {
  const sum = (of: 'ready' | 'total') => endpoints.reduce((all, one) => all + one[of], 0);
  return `${sum('ready')} of ${sum('total')} ready`;
}
