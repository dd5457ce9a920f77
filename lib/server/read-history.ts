import 'server-only';
import { z } from 'zod';
import { toInstant } from '#lib/api/instant.ts';
import type { ApiTransition, Series, SeriesQuery, Transitions, TransitionsQuery } from '#lib/api/series.ts';
import type { Transition } from '#lib/history/store.ts';
import { directionId, linkEnds } from '#lib/model/identity.ts';
import { LAYERS } from '#lib/model/layer.ts';
import { Status } from '#lib/model/status.ts';
import { Words } from '#lib/model/words.ts';
import { causeway } from './causeway.ts';
import { systemClock } from './clock.ts';
import { layerSubject } from './pipeline/transitions.ts';

/** What is shown when a reader names no period: the last hour. */
const DEFAULT_PERIOD_MS = 3_600_000;
/** Most transitions of one answer; more are said to be missing. */
const MOST_TRANSITIONS = 5000;

/** A request that can't be answered as asked; becomes a problem document. */
export class BadRequest extends Error {
  readonly field: string;
  constructor(field: string, message: string) {
    super(message);
    this.field = field;
  }
}

/** `GET /api/v1/links/{id}/series`; nothing when the link was never known. */
export async function readLinkSeries(id: string, query: z.infer<typeof SeriesQuery>): Promise<Series | undefined> {
  const { fleet } = (await causeway()).engine;
  const ends = linkEnds(fleet.names.currentLink(id));
  if (!ends) return undefined;
  const from = query.direction ?? ends[0];
  if (!ends.includes(from)) throw new BadRequest('direction', `must be one of ${ends.join(', ')}`);
  return readSeries(`direction/${directionId(from, from === ends[0] ? ends[1] : ends[0])}`, query);
}

/** `GET /api/v1/clusters/{id}/series` */
export async function readClusterSeries(id: string, query: z.infer<typeof SeriesQuery>): Promise<Series | undefined> {
  const { fleet } = (await causeway()).engine;
  return readSeries(`cluster/${fleet.names.current(id)}`, query);
}

function periodOf(query: { from?: number | undefined; to?: number | undefined }): { fromAt: number; toAt: number } {
  const toAt = query.to ?? systemClock.now();
  const fromAt = query.from ?? toAt - DEFAULT_PERIOD_MS;
  if (fromAt >= toAt) throw new BadRequest('from', 'must be before "to"');
  return { fromAt, toAt };
}

async function readSeries(subject: string, query: z.infer<typeof SeriesQuery>): Promise<Series> {
  const { store } = (await causeway()).engine;
  const { fromAt, toAt } = periodOf(query);
  const { metric, points } = query;
  const answer = store ? await store.series({ subject, metric, fromAt, toAt, points }) : { widthMs: 0, points: [] };
  return {
    subject,
    metric,
    from: toInstant(fromAt),
    to: toInstant(toAt),
    stepMs: answer.widthMs || Math.ceil((toAt - fromAt) / points),
    points: answer.points.map(({ fromAt: at, ...figures }) => ({ at: toInstant(at), ...figures })),
  };
}

/** `GET /api/v1/links/{id}/transitions`: the link, both directions and their layers. */
export async function readLinkTransitions(
  id: string,
  query: z.infer<typeof TransitionsQuery>,
): Promise<Transitions | undefined> {
  const { fleet } = (await causeway()).engine;
  const current = fleet.names.currentLink(id);
  const ends = linkEnds(current);
  if (!ends) return undefined;
  const directions: [string, string][] = [ends, [ends[1], ends[0]]];
  const layers = directions.flatMap(([from, to]) => LAYERS.map((layer) => layerSubject(from, to, layer)));
  return readTransitions(
    [`link/${current}`, ...directions.map(([from, to]) => `direction/${directionId(from, to)}`), ...layers],
    query,
  );
}

/** `GET /api/v1/clusters/{id}/transitions` */
export async function readClusterTransitions(
  id: string,
  query: z.infer<typeof TransitionsQuery>,
): Promise<Transitions | undefined> {
  const { fleet } = (await causeway()).engine;
  return readTransitions([`cluster/${fleet.names.current(id)}`], query);
}

async function readTransitions(
  subjects: readonly string[],
  query: z.infer<typeof TransitionsQuery>,
): Promise<Transitions> {
  const { store } = (await causeway()).engine;
  const { fromAt, toAt } = periodOf(query);
  const answers = store
    ? await Promise.all(
        subjects.map((subject) =>
          store.transitions({ kind: 'verdict', subject, fromAt, toAt, limit: MOST_TRANSITIONS }),
        ),
      )
    : [];
  const found = answers.flatMap(({ before, transitions }) => [...before, ...transitions]).map(transitionAnswer);
  return {
    from: toInstant(fromAt),
    to: toInstant(toAt),
    transitions: found.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.subject < b.subject ? -1 : 1)),
    complete: !answers.some(({ more }) => more),
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
