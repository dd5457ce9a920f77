import { oncePer } from '#lib/model/once-per.ts';
import { type ServiceCondition, type ServiceExport, serviceKey } from '#lib/model/service.ts';
import type { CachedObject } from '../collector.ts';
import { conditionsOf, instantOf, metadataOf, shapeOf } from './shape.ts';

/** A controller answers within 2 s (recorded); an export that is undecided for so long has none, milliseconds. */
export const UNPROCESSED_MS = 60_000;
/**
 * A restarting agent writes `NoService` for some 10 ms, and an export that is gone stays Ready for a moment (recorded with
 * Lighthouse 0.24): what worked counts as working for so long, milliseconds.
 */
export const SETTLE_MS = 5000;

/** Reasons of conditions that say "not yet". */
const NOT_YET = new Set(['Pending', 'AwaitingExport', 'ServiceGlobalIPUnavailable']);

type Said = Pick<ServiceExport, 'state' | 'offered' | 'decisive' | 'conditions'>;

/** One ServiceExport as it stands. */
export interface ExportObject {
  key: string;
  said: Said;
  exportedAt: number | null;
  /** Our receipt of its first version; null: it was there when we came. */
  appearedAt: number | null;
}

/** The exports of a cache, by service. */
export const exportsOf = oncePer(
  (cached: readonly CachedObject[]) =>
    new Map(cached.flatMap((one) => exportOf(one) ?? []).map((one) => [one.key, one])),
);

const exportOf = oncePer(({ object, appearedAt }: CachedObject): ExportObject | undefined => {
  const { namespace, name } = metadataOf(object);
  if (namespace === '' || name === '') return undefined;
  const exportedAt = instantOf(shapeOf(object.metadata).creationTimestamp);
  return { key: serviceKey({ namespace, name }), said: saidBy(conditionsOf(object)), exportedAt, appearedAt };
});

/** What the conditions come to. Reasons and orders differ between implementations; the types don't. */
export function saidBy(conditions: ServiceCondition[]): Said {
  const of = (name: string) => conditions.find(({ type }) => type === name) ?? null;
  const [valid, ready, conflict] = [of('Valid'), of('Ready'), of('Conflict')];
  const said = (state: Said['state'], offered: boolean, decisive: ServiceCondition | null): Said => {
    return { state, offered, decisive, conditions };
  };
  if (valid?.status === 'False') return said(NOT_YET.has(valid.reason) ? 'pending' : 'invalid', false, valid);
  if (valid?.status !== 'True') return said('pending', false, valid);
  const torn = conflict?.status === 'True' ? conflict : null;
  if (ready?.status === 'False' && !NOT_YET.has(ready.reason))
    return said(torn ? 'conflicted' : 'failed', false, torn ?? ready);
  if (ready && ready.status !== 'True') return said('pending', false, ready);
  return torn ? said('conflicted', true, torn) : said('valid', true, valid);
}

/** What is remembered of one export. Instants are epoch milliseconds by our clock. */
export interface ExportMemory {
  object: ExportObject;
  /** Since when its conditions come to the same. */
  since: number;
  /** What is told of it. */
  told: Omit<ServiceExport, 'ports'>;
}

/** What is told of an export now; `due` asks whether an instant has come, and wakes us when it hasn't. */
export function tellExport(
  object: ExportObject,
  before: ExportMemory | undefined,
  now: number,
  due: (at: number) => boolean,
): ExportMemory {
  const { said, exportedAt, appearedAt } = object;
  const same = before && before.object.said.state === said.state && before.object.said.offered === said.offered;
  const since = same ? before.since : before ? now : (appearedAt ?? now);
  // What worked until just now is told as working for a moment.
  if (before?.told.offered && !said.offered && !due(since + SETTLE_MS)) return { ...before, object, since };
  // Valid comes before Ready, and some implementations know no Ready: it counts as ready when none has come.
  const half = said.offered && !before?.told.offered && !said.conditions.some(({ type }) => type === 'Ready');
  const offered = said.offered && !(half && appearedAt !== null && !due(since + SETTLE_MS));
  const undecided = said.state === 'pending' || offered !== said.offered;
  const state = !undecided ? said.state : due(since + UNPROCESSED_MS) ? 'unprocessed' : 'pending';
  const offeredAt = !offered ? null : before?.told.offered ? before.told.offeredAt : before ? now : appearedAt;
  if (before?.object === object && before.told.state === state && before.told.offered === offered) return before;
  const decisive = offered === said.offered ? said.decisive : null;
  return { object, since, told: { ...said, state, offered, offeredAt, decisive, exportedAt } };
}
