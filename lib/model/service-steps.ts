import type { ServiceCondition, ServiceEndpoints, ServiceImport } from './service.ts';
import { type Exporter, portsText, type ServiceScene, type Told } from './service-scene.ts';
import { effectOf, judged, type ServiceStep, unjudged } from './service-step.ts';
import { type ServiceWay, wayOf, withReplies } from './service-way.ts';
import { compareMarks, markOf, type Status } from './status.ts';

/** A new export is imported everywhere within 2 s (recorded); after this it is late, milliseconds. */
export const SYNC_MS = 30_000;
/** Names that a line holds before it says how many more. */
const NAMED = 3;
/** Reasons of one line. */
const REASONS = 2;

/** The service as its exporters offer it: the same for every consuming cluster. */
export function exportStep(
  exporters: readonly Exporter[],
  named: readonly string[],
  isRead: (cluster: string) => boolean,
): ServiceStep {
  const offering = exporters.filter((one) => one.export.offered);
  const fresh = offering.filter((one) => one.fresh);
  if (fresh.length > 0) {
    const ports = fresh.find((one) => one.export.ports)?.export.ports ?? null;
    const torn = fresh.filter((one) => one.export.state === 'conflicted').length > 0;
    const detail = [ports ? portsText(ports) : some(fresh.map((one) => one.cluster)), torn ? 'exporters disagree' : ''];
    return judged('export', 'up', `exported by ${fresh.length}`, join(detail), oldest(fresh));
  }
  if (offering.length > 0) {
    const detail = `was exported by ${some(offering.map((one) => one.cluster))}`;
    return judged('export', 'stale', 'stale', detail, oldest(offering));
  }
  const [first] = exporters.toSorted((a, b) => RANK[a.export.state] - RANK[b.export.state]);
  if (!first) {
    const gone = named.filter(isRead);
    if (gone.length > 0 && gone.length === named.length)
      return judged('export', 'unknown', 'not exported', `${some(gone)} no longer exports it`, null);
    const detail = named.length > 0 ? `by ${some(named)}, as others say` : 'no exporter is known';
    return judged('export', 'unknown', 'exporter not read', detail, null);
  }
  if (!exporters.some((one) => one.fresh))
    return judged('export', 'stale', 'stale', `was ${first.export.state} in ${first.cluster}`, oldest(exporters));
  return ownExportStep(first);
}

const RANK = { valid: 0, conflicted: 1, pending: 2, unprocessed: 3, failed: 4, invalid: 5 };
const STATUS: Record<Exporter['export']['state'], Status> = {
  valid: 'up',
  conflicted: 'degraded',
  pending: 'unknown',
  unprocessed: 'degraded',
  failed: 'down',
  invalid: 'down',
};

/** The export of one cluster, in its own words. */
export function ownExportStep({ export: own, scope, fresh }: Exporter): ServiceStep {
  const { decisive, ports, state } = own;
  const reason = decisive && state !== 'valid' ? decisive.reason : '';
  const detail = state === 'valid' ? (ports ? portsText(ports) : '') : (decisive?.message ?? '');
  const says = state === 'unprocessed' ? 'not processed' : reason ? `${state}: ${reason}` : state;
  if (!fresh) return judged('export', 'stale', 'stale', `was ${says}`, scope.observedAt);
  return judged('export', STATUS[state], says, detail, scope.observedAt);
}

/** What a consuming cluster has of the service. What can't be read is unknown, never missing. */
export function importStep(told: Told | undefined, exporters: readonly Exporter[], scene: ServiceScene): ServiceStep {
  if (!told) return judged('import', 'unknown', 'not read', 'we cannot ask this cluster', null);
  const { scope, report, fresh, cluster } = told;
  const at = scope.observedAt;
  const found = report?.import ?? null;
  const offering = exporters.filter((one) => one.export.offered && one.fresh);
  if (!scope.listed.imports) return judged('import', 'unknown', 'not read', 'its imports were never listed', null);
  if (!fresh) return judged('import', 'stale', 'stale', found ? 'had it' : 'did not have it', at);
  if (!found) {
    if (scope.leftOut > 0)
      return judged('import', 'unknown', 'not read', `${scope.leftOut} services beyond the limit`, at);
    if (offering.length === 0) return effectOf('export', 'import', 'none');
    if (isNew(exporters, scene.now)) return judged('import', 'unknown', 'due', 'the export is new', at);
    const namespace = exporters[0]?.report.namespace ?? '';
    const why = scope.namespaces?.has(namespace) === false ? `no namespace ${namespace}` : 'no ServiceImport';
    return judged('import', 'down', 'missing', why, at);
  }
  const refused = refusalOf(found);
  if (refused) return judged('import', 'down', `not ready: ${refused.reason}`, refused.message, at);
  const backing = new Set(found.clusters.map((name) => scene.names.idOf(cluster, name) ?? name));
  const late = offering.filter((one) => !isDue(one, scene.now) && scene.setOf(one.cluster).has(cluster));
  const lacking = found.clustersLeftOut > 0 ? [] : late.map((one) => one.cluster).filter((id) => !backing.has(id));
  const behind = found.clusters.length + found.clustersLeftOut;
  const detail = join([portsText(found.ports), `${behind} ${behind === 1 ? 'cluster' : 'clusters'}`]);
  if (lacking.length > 0) return judged('import', 'degraded', 'incomplete', `lacks ${some(lacking)}`, at);
  return judged('import', 'up', found.type === 'Headless' ? 'imported, headless' : 'imported', detail, at);
}

/** Why an import that is there can't be used; nothing where it can, or where that is only being decided. */
export function refusalOf({ conditions }: ServiceImport): ServiceCondition | undefined {
  const ready = conditions.find(({ type }) => type === 'Ready');
  return ready?.status === 'False' && ready.reason !== 'Pending' ? ready : undefined;
}

/** Whether nobody has offered the service for long enough to be known elsewhere. */
function isNew(exporters: readonly Exporter[], now: number): boolean {
  return exporters.filter((one) => one.export.offered).every((one) => isDue(one, now));
}

function isDue({ export: { offeredAt } }: Exporter, now: number): boolean {
  return isDueAt(offeredAt, now);
}

function isDueAt(at: number | null, now: number): boolean {
  return at !== null && now - at < SYNC_MS;
}

/** The endpoints that a consuming cluster holds; where none are mirrored by design, what the exporters say of their own. */
export function endpointsStep(
  told: Told | undefined,
  exporters: readonly Exporter[],
  scene: ServiceScene,
  earlier: ServiceStep,
): ServiceStep {
  if (earlier.status === 'down' || earlier.effect)
    return effectOf(earlier.effect ? 'export' : earlier.step, 'endpoints', 'none');
  if (!told) return judged('endpoints', 'unknown', 'not read', 'we cannot ask this cluster', null);
  const { scope, report, fresh, cluster } = told;
  const at = scope.observedAt;
  const held = (report?.endpoints ?? []).filter(({ source }) => scene.names.idOf(cluster, source) !== cluster);
  const mirrored = report?.mirrored ?? (held.length > 0 ? true : null);
  if (mirrored !== true || !scope.listed.endpoints) return ownEndpointsStep(exporters, scene);
  if (!fresh) return judged('endpoints', 'stale', 'stale', `had ${tally(held)}`, at);
  if (earlier.status !== 'up' && earlier.status !== 'degraded')
    return judged('endpoints', 'unknown', 'not known', earlier.says, at);
  const expected = (report?.import?.clusters ?? []).filter((name) => scene.names.idOf(cluster, name) !== cluster);
  const due = isDueAt(report?.import?.appearedAt ?? null, scene.now) || isNew(exporters, scene.now);
  const late = new Set(exporters.filter((one) => isDue(one, scene.now)).map((one) => one.cluster));
  const without = expected
    .map((source) => ({ source, id: scene.names.idOf(cluster, source) ?? source }))
    .filter(({ source, id }) => !late.has(id) && !held.some((one) => one.source === source && one.ready > 0))
    .map(({ id }) => id);
  const ready = held.reduce((sum, one) => sum + one.ready, 0);
  const detail = some(held.map(({ source, ready: n }) => `${n} ${scene.names.idOf(cluster, source) ?? source}`));
  if (held.length === 0 && due) {
    const offered = exporters.some((one) => one.export.offered);
    return judged('endpoints', 'unknown', 'due', offered ? 'the export is new' : 'nobody offers it yet', at);
  }
  if (ready === 0)
    return judged('endpoints', 'down', held.length > 0 ? tally(held) : 'none held', detail || 'no EndpointSlice', at);
  if (without.length > 0 && (report?.sourcesLeftOut ?? 0) === 0)
    return judged('endpoints', 'degraded', tally(held), `none ready in ${some(without)}`, at);
  return judged('endpoints', 'up', tally(held), detail, at);
}

/** What the exporters say of their own endpoints. */
export function ownEndpointsStep(exporters: readonly Exporter[], scene: ServiceScene): ServiceStep {
  const known = exporters
    .filter((one) => one.export.offered && one.fresh)
    .map((one) => ({ ...one, own: scene.ownEndpoints(one) }))
    .filter((one) => one.own.length > 0 || (scene.countsOwn(one) && !isDue(one, scene.now)));
  if (known.length === 0) return unjudged('endpoints', 'nobody counts them');
  const all = known.flatMap(({ own }) => own);
  const without = known.filter(({ own }) => own.every(({ ready }) => ready === 0)).map(({ cluster }) => cluster);
  const status = without.length === known.length ? 'down' : without.length > 0 ? 'degraded' : 'up';
  const detail = without.length > 0 ? `none ready in ${some(without)}` : 'as the exporters say';
  return judged('endpoints', status, tally(all), detail, oldest(known));
}

function tally(endpoints: readonly ServiceEndpoints[]): string {
  const sum = (of: 'ready' | 'total') => endpoints.reduce((all, one) => all + one[of], 0);
  const clusters = endpoints.length > 0 && endpoints.every(({ perCluster }) => perCluster);
  return `${sum('ready')} of ${sum('total')} ${clusters ? `cluster${sum('total') === 1 ? '' : 's'} ` : ''}ready`;
}

/**
 * The way to the clusters behind the service and back: the worst of them, and how many. `carrier`: the system that carries the service to
 * one of them, null where that can't be told.
 */
export function linkStep(
  from: string,
  targets: readonly string[],
  scene: ServiceScene,
  carrier: (to: string) => string | null,
): ServiceStep {
  if (targets.length === 0) return unjudged('link', 'no exporter is known');
  const without: string[] = [];
  const known = targets.flatMap((to) => {
    const [there, back] = [scene.direction(from, to), scene.direction(to, from)];
    if (!there || !back) {
      without.push(to);
      return [];
    }
    const way = wayOf(
      there,
      () => scene.systems(from, to),
      () => carrier(to),
    );
    return withReplies(way, back);
  });
  const no = without.length > 0 ? `no link to ${some(without)}` : '';
  const [first] = known;
  if (!first) return judged('link', 'unknown', 'no link', no, null);
  const worst = known.reduce((a, b) => (compareMarks(markOf(b), markOf(a)) < 0 ? b : a), first);
  const alike = known.filter((one) => markOf(one) === markOf(worst)).length;
  const mark = markOf(worst);
  const at = known.reduce<number | null>((old, one) => min(old, one.observedAt), null);
  const status = worst.status === 'up' && without.length > 0 ? 'unknown' : worst.status;
  const systems = join([
    scene.systems(from, worst.to).join(', '),
    worst.rttMs === null ? '' : `${round(worst.rttMs)} ms`,
  ]);
  const detail = join([mark === 'up' ? systems : '', reasonsOf(known.filter((one) => markOf(one) === mark)), no]);
  return judged('link', status, `${alike} of ${targets.length} ${mark}`, detail, at, worst.conflict);
}

/** Why ways are as they are, each kind of reason once. */
function reasonsOf(ways: readonly ServiceWay[]): string {
  const kinds = new Map<string, string>();
  for (const { id, text } of ways.flatMap(({ reasons }) => reasons)) if (!kinds.has(id)) kinds.set(id, text);
  const more = kinds.size - REASONS;
  return [...kinds.values()].slice(0, REASONS).join('; ') + (more > 0 ? `; and ${more} more` : '');
}

/** Names, the first few of them. */
export function some(names: readonly string[]): string {
  const more = names.length - NAMED;
  return `${names.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

const join = (parts: readonly string[]) => parts.filter((part) => part !== '').join(', ');
const round = (ms: number) => (ms < 10 ? Math.round(ms * 10) / 10 : Math.round(ms));
const min = (a: number | null, b: number | null) => (a === null || b === null ? (a ?? b) : Math.min(a, b));
const oldest = (told: readonly Told[]) =>
  told.reduce<number | null>((old, one) => min(old, one.scope.observedAt), null);
