import 'server-only';
import { z } from 'zod';
import { toInstant } from '#lib/api/instant.ts';
import type {
  ApiTransition,
  ClusterSeriesQuery,
  LinkSeriesQuery,
  Series,
  Transitions,
  TransitionsQuery,
} from '#lib/api/series.ts';
import type { Transition } from '#lib/history/store.ts';
import { directionId, linkEnds, linkId } from '#lib/model/identity.ts';
import { LAYERS } from '#lib/model/layer.ts';
import { Status } from '#lib/model/status.ts';
import { Words } from '#lib/model/words.ts';
import { BadRequest } from './bad-request.ts';
import { type Causeway, causeway } from './causeway.ts';
import { systemClock } from './clock.ts';
import { layerSubject } from './pipeline/transitions.ts';

/** What is shown when a reader names no period: the last hour. */
const DEFAULT_PERIOD_MS = 3_600_000;
/** Most transitions of one answer; more are said to be missing. */
const MOST_TRANSITIONS = 5000;
const TOO_MANY = `More than ${MOST_TRANSITIONS} changes of one subject: ask for a shorter period`;

/** `GET /api/v1/links/{id}/series`; nothing when the link was never known. */
export async function readLinkSeries(id: string, query: z.infer<typeof LinkSeriesQuery>): Promise<Series | undefined> {
  const { names } = (await causeway()).engine.fleet;
  const ends = linkEnds(names.currentLink(id));
  if (!ends) return undefined;
  const from = names.current(query.direction ?? ends[0]);
  if (!ends.includes(from)) throw new BadRequest('direction', `must be one of ${ends.join(', ')}`);
  const subjects = formerEnds(names, from, from === ends[0] ? ends[1] : ends[0]);
  if (!(await isKnown('link', linkIds(subjects)))) return undefined;
  return readSeries(
    subjects.map(([a, b]) => `direction/${directionId(a, b)}`),
    query,
  );
}

/** `GET /api/v1/clusters/{id}/series`; nothing when the cluster was never known. */
export async function readClusterSeries(
  id: string,
  query: z.infer<typeof ClusterSeriesQuery>,
): Promise<Series | undefined> {
  const { names } = (await causeway()).engine.fleet;
  const ids = formerIds(names, names.current(id));
  if (!(await isKnown('cluster', ids))) return undefined;
  return readSeries(
    ids.map((one) => `cluster/${one}`),
    query,
  );
}

const linkIds = (ends: readonly [string, string][]) => ends.map(([a, b]) => linkId(a, b));

/** Whether the fleet has one of these now or the history had it once. With a history that can't be read nothing is denied. */
async function isKnown(kind: 'cluster' | 'link', ids: readonly string[]): Promise<boolean> {
  const { fleet, history } = (await causeway()).engine;
  const current = kind === 'cluster' ? fleet.snapshot.clusters : fleet.snapshot.links;
  if (ids.some((id) => current.has(id))) return true;
  const toAt = systemClock.now();
  const { found, fault } = await history.read(toAt, (store) =>
    Promise.all(
      ids.map((id) => store.transitions({ kind: 'verdict', subject: `${kind}/${id}`, fromAt: 0, toAt, limit: 1 })),
    ),
  );
  return fault !== null || (found ?? []).some(({ before, transitions }) => before.length + transitions.length > 0);
}

type Names = Causeway['engine']['fleet']['names'];

/** The id of a cluster and those it had before: its history goes on under the new one. */
function formerIds(names: Names, id: string): string[] {
  return [id, ...names.formerly(id)];
}

function formerEnds(names: Names, a: string, b: string): [string, string][] {
  return formerIds(names, a).flatMap((from) => formerIds(names, b).map((to): [string, string] => [from, to]));
}

function periodOf(query: { from?: number | undefined; to?: number | undefined }): { fromAt: number; toAt: number } {
  const toAt = query.to ?? systemClock.now();
  const fromAt = query.from ?? toAt - DEFAULT_PERIOD_MS;
  if (fromAt >= toAt) throw new BadRequest('from', 'must be before "to"');
  return { fromAt, toAt };
}

/** One series, over all ids that its subject ever had; the first is the one it has now. */
async function readSeries(
  subjects: readonly string[],
  query: z.infer<typeof ClusterSeriesQuery | typeof LinkSeriesQuery>,
): Promise<Series> {
  const { history } = (await causeway()).engine;
  const { fromAt, toAt } = periodOf(query);
  const { metric, points } = query;
  const { found: answers = [], fault } = await history.read(toAt, (store) =>
    Promise.all(subjects.map((subject) => store.series({ subject, metric, fromAt, toAt, points }))),
  );
  return {
    subject: subjects[0] ?? '',
    metric,
    from: toInstant(fromAt),
    to: toInstant(toAt),
    stepMs: Math.max(0, ...answers.map(({ widthMs }) => widthMs)) || Math.ceil((toAt - fromAt) / points),
    points: answers
      .flatMap((answer) => answer.points)
      .sort((a, b) => a.fromAt - b.fromAt)
      .map(({ fromAt: at, ...figures }) => ({ at: toInstant(at), ...figures })),
    complete: fault === null,
    reason: fault,
  };
}

/** `GET /api/v1/links/{id}/transitions`: the link, both directions and their layers. */
export async function readLinkTransitions(
  id: string,
  query: z.infer<typeof TransitionsQuery>,
): Promise<Transitions | undefined> {
  const { names } = (await causeway()).engine.fleet;
  const current = linkEnds(names.currentLink(id));
  if (!current) return undefined;
  const formerly = formerEnds(names, ...current);
  if (!(await isKnown('link', linkIds(formerly)))) return undefined;
  const subjects = formerly.flatMap((former) => {
    const now = linkSubjects(current);
    return linkSubjects(former).map((stored, index): [string, string] => [stored, now[index] ?? stored]);
  });
  return readTransitions(new Map(subjects), query);
}

/** What the history keeps of a link; `ends` in the order of the link that it is now. */
function linkSubjects([a, b]: readonly [string, string]): string[] {
  const directions: [string, string][] = [
    [a, b],
    [b, a],
  ];
  return [
    `link/${linkId(a, b)}`,
    ...directions.map(([from, to]) => `direction/${directionId(from, to)}`),
    ...directions.flatMap(([from, to]) => LAYERS.map((layer) => layerSubject(from, to, layer))),
  ];
}

/** `GET /api/v1/clusters/{id}/transitions` */
export async function readClusterTransitions(
  id: string,
  query: z.infer<typeof TransitionsQuery>,
): Promise<Transitions | undefined> {
  const { names } = (await causeway()).engine.fleet;
  const current = names.current(id);
  const ids = formerIds(names, current);
  if (!(await isKnown('cluster', ids))) return undefined;
  return readTransitions(new Map(ids.map((one) => [`cluster/${one}`, `cluster/${current}`])), query);
}

/** `subjects`: the subject of today by the one that is stored. */
async function readTransitions(
  subjects: ReadonlyMap<string, string>,
  query: z.infer<typeof TransitionsQuery>,
): Promise<Transitions> {
  const { history } = (await causeway()).engine;
  const { fromAt, toAt } = periodOf(query);
  const { found: answers = [], fault } = await history.read(toAt, (store) =>
    Promise.all(
      [...subjects.keys()].map((subject) =>
        store.transitions({ kind: 'verdict', subject, fromAt, toAt, limit: MOST_TRANSITIONS }),
      ),
    ),
  );
  const reason = fault ?? (answers.some(({ more }) => more) ? TOO_MANY : null);
  const found = answers
    .flatMap(({ before, transitions }) => [...before, ...transitions])
    .map((stored) => transitionAnswer({ ...stored, subject: subjects.get(stored.subject) ?? stored.subject }));
  return {
    from: toInstant(fromAt),
    to: toInstant(toAt),
    transitions: found.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.subject < b.subject ? -1 : 1)),
    complete: reason === null,
    reason,
  };
}

const State = z.object({
  status: Status,
  conflict: z.boolean().default(false),
  ownerLayer: z.string().nullable().default(null),
  words: Words.nullable().default(null),
  reason: z.string().nullable().default(null),
});

function transitionAnswer({ at, subject, state }: Transition): ApiTransition {
  const known = State.safeParse(state).data ?? {
    status: 'unknown' as const,
    conflict: false,
    ownerLayer: null,
    words: null,
    reason: state === null ? 'removed' : null,
  };
  return { at: toInstant(at), subject, ...known };
}
