import { z } from 'zod';
import { ServiceCondition, ServiceExport, type ServiceImport, ServicePort, serviceKey } from './service.ts';
import { dnsStep } from './service-dns-step.ts';
import type { Exporter, ServiceScene, Told } from './service-scene.ts';
import { ServiceStep } from './service-step.ts';
import { endpointsStep, exportStep, importStep, linkStep, ownEndpointsStep, ownExportStep } from './service-steps.ts';
import type { SpreadRow } from './spread-row.ts';
import { Counts, compareMarks, countMarks, Mark, markOf, Status, worseStatus, worstMark } from './status.ts';

/** One consuming cluster: whether it reaches a service, and the first step that fails. */
export const ServiceRow = z.object({
  cluster: z.string(),
  /** It exports the service itself and answers first: no link is needed. */
  local: z.boolean(),
  status: Status,
  conflict: z.boolean(),
  /** Why not, in one line; empty while nothing fails. */
  why: z.string(),
  /** Export, import, DNS, endpoints, link; a cluster that exports it itself has export and endpoints alone. */
  steps: z.array(ServiceStep),
});
export type ServiceRow = z.infer<typeof ServiceRow>;

/** One exporting cluster beside the others. */
export const ServiceExporter = z.object({
  cluster: z.string(),
  state: ServiceExport.shape.state,
  offered: z.boolean(),
  conditions: z.array(ServiceCondition),
  exportedAt: z.number().nullable(),
  ports: z.array(ServicePort).nullable(),
  observedAt: z.number(),
  fresh: z.boolean(),
  /** Of a conflict: the youngest export of its set; the oldest keeps what it says. */
  owner: z.boolean(),
  /** Clusters of the rows that are in another set: they can't have the service from it. */
  apart: z.array(z.string()),
});
export type ServiceExporter = z.infer<typeof ServiceExporter>;

/** A service in one line. */
export const ServiceSummary = z.object({
  namespace: z.string(),
  name: z.string(),
  /** Of the clusters that consume it, the worst; conflict also where its exporters disagree. */
  mark: Mark,
  /** Of the clusters that consume it; those that export it themselves are not among them. */
  counts: Counts,
  exporters: z.array(z.string()),
  /** Condition reasons of exporters that disagree: `PortConflict`. */
  conflict: z.string().nullable(),
});
export type ServiceSummary = z.infer<typeof ServiceSummary>;

/** A service from everywhere. */
export interface ServiceView extends ServiceSummary {
  /** As the freshest import says. */
  type: ServiceImport['type'];
  ports: ServicePort[];
  exporting: ServiceExporter[];
  rows: ServiceRow[];
  /** Clusters of the set that do not serve the MCS API. */
  withoutApi: string[];
  /** Clusters that have it as a Service spread over their mesh. */
  spread: SpreadRow[];
}

/** Joins what all clusters say of one service into a row per consuming cluster, worst first. Pure. */
export function serviceView(scene: ServiceScene, key: string): ServiceView {
  const [namespace = '', name = ''] = key.split('/');
  const exporters = scene.exporters(key);
  const offering = exporters.filter((one) => one.export.offered);
  const asking = new Map<string, Question>();
  const members = consumers(scene, key, exporters);
  const rows = members
    .filter((cluster) => scene.reach(cluster) !== 'absent')
    .map((cluster) => rowOf(cluster, questionOf(cluster, scene, key, exporters, asking)))
    .sort(
      (a, b) => Number(a.local) - Number(b.local) || compareMarks(markOf(a), markOf(b)) || order(a.cluster, b.cluster),
    );
  const counts = countMarks(rows.filter((row) => !row.local));
  const torn = exporters.filter((one) => one.export.state === 'conflicted' && one.fresh);
  const own = countMarks(rows.filter((row) => row.local));
  const told = scene.told(key).filter(({ report }) => report?.import);
  const freshest = told.reduce((a, b) => (b.scope.observedAt > (a?.scope.observedAt ?? 0) ? b : a), told[0]);
  const imported = freshest?.report?.import;
  const worst =
    [counts, own]
      .filter(({ total }) => total > 0)
      .map(worstMark)
      .sort(compareMarks)[0] ?? 'unknown';
  return {
    namespace,
    name,
    mark: worst,
    counts,
    exporters: offering.map((one) => one.cluster),
    conflict: torn.length > 0 ? [...new Set(torn.map((one) => one.export.decisive?.reason ?? ''))].join(', ') : null,
    type: imported?.type ?? 'unknown',
    ports: imported?.ports ?? [],
    exporting: exportingOf(exporters, scene, members),
    rows,
    withoutApi: members.filter((cluster) => scene.reach(cluster) === 'absent'),
    spread: [],
  };
}

/** One row of it: how one cluster reaches a service. */
export function serviceRow(scene: ServiceScene, key: string, cluster: string): ServiceRow {
  return rowOf(cluster, questionOf(cluster, scene, key, scene.exporters(key), new Map()));
}

/** The first line of one service. */
export function serviceSummary(scene: ServiceScene, key: string): ServiceSummary {
  const { namespace, name, mark, counts, exporters, conflict } = serviceView(scene, key);
  return { namespace, name, mark, counts, exporters, conflict };
}

/** Orders services worst first, then by name. */
export function compareServices(a: ServiceSummary, b: ServiceSummary): number {
  return compareMarks(a.mark, b.mark) || order(serviceKey(a), serviceKey(b));
}

/** The clusters that consume or export a service. */
export function serviceRowsIn(scene: ServiceScene, key: string): string[] {
  return consumers(scene, key, scene.exporters(key)).filter((cluster) => scene.reach(cluster) !== 'absent');
}

/** Members of the set of any exporter, and whoever has an import or an export of its own. */
function consumers(scene: ServiceScene, key: string, exporters: readonly Exporter[]): string[] {
  const own = new Set(scene.told(key).map(({ cluster }) => cluster));
  const sets = (exporters.length > 0 ? exporters.map(({ cluster }) => cluster) : [...own]).map((id) => scene.setOf(id));
  return [...scene.clusters()].filter((id) => own.has(id) || sets.some((set) => set.has(id)));
}

interface Question {
  scene: ServiceScene;
  key: string;
  exporters: readonly Exporter[];
  /** The export as a consuming cluster sees it; null where it has no exporter. */
  shared: ServiceStep | null;
  offering: readonly string[];
}

/** What is asked of a cluster: two sets may have a service of one name, and a cluster has the exporters of its own set only. */
function questionOf(
  cluster: string,
  scene: ServiceScene,
  key: string,
  all: readonly Exporter[],
  known: Map<string, Question>,
): Question {
  const exporters = all.filter((one) => one.cluster === cluster || scene.setOf(one.cluster).has(cluster));
  const id = exporters.map((one) => one.cluster).join(' ');
  const before = known.get(id);
  if (before) return before;
  const shared = exporters.length > 0 ? exportStep(exporters, [], () => false) : null;
  const offering = [...new Set(exporters.filter((one) => one.export.offered).map((one) => one.cluster))];
  const question: Question = { scene, key, exporters, shared, offering };
  known.set(id, question);
  return question;
}

/** A service without an exporter that we know: whom the cluster's own import names. */
function named(told: Told | undefined, { scene, key }: Question): ServiceStep {
  const names = (told?.report?.import?.clusters ?? []).map((one) => scene.names.idOf(told?.cluster ?? '', one) ?? one);
  return exportStep([], names, (id) => scene.in(id, key)?.fresh ?? false);
}

function rowOf(cluster: string, question: Question): ServiceRow {
  const { scene, key, exporters, offering } = question;
  const own = exporters.find((one) => one.cluster === cluster);
  if (own?.export.offered) {
    const endpoints = ownEndpointsStep([own], scene);
    // Without an endpoint of its own it asks the others.
    if (endpoints.status !== 'down' || offering.length < 2)
      return finish(cluster, true, [ownExportStep(own), endpoints]);
  }
  const told = scene.in(cluster, key);
  const shared = question.shared ?? named(told, question);
  const imported = importStep(told, exporters, scene);
  const endpoints = endpointsStep(told, exporters, scene, shared.status === 'down' ? shared : imported);
  const targets = targetsOf(told, offering, scene).filter((target) => target !== cluster);
  const link = linkStep(cluster, targets, scene, (to) => scene.names.carrier(cluster, to));
  return finish(cluster, false, [
    own && shared.status === 'up' ? besides(own, shared) : shared,
    imported,
    dnsStep(cluster, key, scene, { shared, imported, endpoints, link }),
    endpoints,
    link,
  ]);
}

/** An export of its own that is worth nothing beside one that others offer: said, and no reason why it can't be reached. */
function besides(own: Exporter, shared: ServiceStep): ServiceStep {
  const step = ownExportStep(own);
  if (step.status !== 'down' && step.status !== 'degraded') return shared;
  return { ...step, status: 'degraded' };
}

/** Who answers: those that offer it, and those that the import names and we know. */
function targetsOf(told: Told | undefined, offering: readonly string[], scene: ServiceScene): readonly string[] {
  // While exporters can be told by themselves their word counts: an import may name one that is long gone.
  if (offering.length > 0) return offering;
  const names = told?.report?.import?.clusters ?? [];
  return [...new Set(names.flatMap((name) => scene.names.idOf(told?.cluster ?? '', name) ?? []))];
}

function finish(cluster: string, local: boolean, steps: ServiceStep[]): ServiceRow {
  const counted = steps.filter(({ status, effect }) => status !== null && !effect);
  const owner = counted.find(({ status }) => status === 'down') ?? counted.find(({ status }) => status === 'degraded');
  const statuses = counted.flatMap(({ status }) => status ?? []);
  return {
    cluster,
    local,
    status: statuses.length > 0 ? statuses.reduce(worseStatus) : 'unknown',
    conflict: counted.some((step) => step.conflict),
    why: owner ? `${owner.step} ${owner.says}${owner.detail ? `: ${owner.detail}` : ''}` : '',
    steps: steps.map((step) => (step === owner ? { ...step, owns: true } : step)),
  };
}

function exportingOf(
  exporters: readonly Exporter[],
  scene: ServiceScene,
  members: readonly string[],
): ServiceExporter[] {
  return exporters.map((one) => {
    const { state, offered, conditions, exportedAt, ports } = one.export;
    const { cluster, fresh, scope } = one;
    const set = scene.setOf(cluster);
    const others = exporters.filter((other) => other !== one && set.has(other.cluster));
    const owner = others.length > 0 && isYoungest(one, [...others, one], exporters);
    const apart = members.filter((member) => member !== cluster && !set.has(member));
    return {
      cluster,
      state,
      offered,
      conditions,
      exportedAt,
      ports,
      observedAt: scope.observedAt,
      fresh,
      owner,
      apart,
    };
  });
}

/** Whether one of the exporters of a set that disagree exported last; `inOrder`: oldest export first. */
function isYoungest(one: Exporter, set: readonly Exporter[], inOrder: readonly Exporter[]): boolean {
  if (!set.some((member) => member.export.state === 'conflicted')) return false;
  const counted = (member: Exporter) => member.export.offered || member.export.state === 'conflicted';
  return one === inOrder.findLast((member) => set.includes(member) && counted(member));
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
