import 'server-only';
import { z } from 'zod';
import type { HistoryStore, Transition } from '#lib/history/store.ts';
import { Alias } from '#lib/model/cluster.ts';
import { Size, Strength } from '#lib/model/evidence.ts';
import { LAYERS, Layer } from '#lib/model/layer.ts';
import { Status } from '#lib/model/status.ts';
import type { DirectionVerdict, JudgedLayer } from '#lib/model/verdict.ts';
import { Words } from '#lib/model/words.ts';
import type { KnownNames } from './pipeline/cluster-names.ts';
import { AWAIT_KNOWN_MS, type Memories } from './pipeline/fleet-plan.ts';
import { layerSubject } from './pipeline/transitions.ts';
import type { KnownDirection } from './pipeline/verdict-book.ts';

const DirectionState = z.object({
  status: Status,
  ownerLayer: Layer.nullable(),
  since: z.number().nullable(),
  observedAt: z.number().nullable(),
  words: Words,
});
const LayerState = z.object({
  status: Status,
  since: z.number().nullable(),
  observedAt: z.number().nullable(),
  decidedBy: z.string(),
  strength: Strength.nullable().catch(null),
  size: Size.nullable().catch(null),
  words: Words,
});

const ClusterState = z.object({ status: Status, observedAt: z.number().nullable().default(null) });
const FindingState = z.object({ firstSeenAt: z.number() });
const Names = z.object({
  claims: z.array(z.object({ source: z.string(), cluster: z.string(), alias: Alias, hosts: z.array(z.string()) })),
  hearsay: z.array(z.object({ alias: Alias, id: z.string() })),
  redirects: z.array(z.object({ from: z.string(), to: z.string() })),
});
const NO_NAMES: KnownNames = { claims: [], hearsay: [], redirects: [] };
/** The document of the history under which the names of clusters are kept. */
const NAMES_KEY = 'names';

/** Keeps the names of clusters for the next start. */
export function keepNames(store: HistoryStore, names: KnownNames): Promise<void> {
  return store.setMeta(NAMES_KEY, JSON.parse(JSON.stringify(names)));
}

/** What a start finds in the history. */
export interface Restored {
  memories: Memories;
  /** To be written: the time in which nobody watched is unknown. */
  transitions: Transition[];
}

/**
 * Reads what was known at the last committed tick. Known directions come back as stale with their old instants; the time
 * since then is `unknown`, reason `not-watched`.
 */
export async function restoreFleet(store: HistoryStore, now: number): Promise<Restored> {
  const directions = new Map<string, KnownDirection>();
  const clusters = new Map<string, number>();
  const names: KnownNames = Names.safeParse(await store.getMeta(NAMES_KEY)).data ?? NO_NAMES;
  const transitions: Transition[] = [];
  const committedAt = await store.lastCommittedAt();
  // The machine's time may have been set back since: nothing that is known lies in the future.
  const lastAt = committedAt === null ? null : Math.min(committedAt, now);
  const states = new Map(
    (committedAt === null ? [] : await store.stateAt(committedAt, { kind: 'verdict' })).map(({ subject, state }) => [
      subject,
      state,
    ]),
  );
  for (const [subject, state] of states) {
    if (state === null || lastAt === null) continue;
    if (/^(direction|layer|link|cluster)\//.test(subject))
      transitions.push({ at: lastAt, kind: 'verdict', subject, state: NOT_WATCHED });
    if (subject.startsWith('source/'))
      transitions.push({ at: lastAt, kind: 'verdict', subject, state: { state: 'unwatched' } });
    const [kind, id = ''] = subject.split('/');
    if (kind === 'cluster') {
      const known = ClusterState.safeParse(state).data;
      const observedAt = known?.status === 'stale' ? known.observedAt : lastAt;
      if (known && known.status !== 'unknown' && observedAt !== null) clusters.set(id, observedAt);
    }
    if (kind !== 'direction') continue;
    const known = DirectionState.safeParse(state).data;
    if (!known || known.status === 'unknown') continue;
    const [from = '', to = ''] = id.split('>');
    const layers: DirectionVerdict['layers'] = {};
    for (const layer of LAYERS) {
      const kept = LayerState.safeParse(states.get(layerSubject(from, to, layer))).data;
      if (kept) layers[layer] = staleLayer(kept, lastAt, now);
    }
    const suspended = known.status === 'stale' ? null : { status: known.status, since: known.since };
    directions.set(id, { verdict: staleVerdict(known, layers, lastAt), suspended });
  }
  const members =
    committedAt === null ? [] : await store.stateAt(committedAt, { kind: 'membership', subjectPrefix: 'link/' });
  const findings = new Map<string, number>();
  for (const { subject, state } of committedAt === null ? [] : await store.stateAt(committedAt, { kind: 'finding' })) {
    const known = FindingState.safeParse(state).data;
    if (known) findings.set(subject, Math.min(known.firstSeenAt, now));
  }
  const links = members.flatMap(({ subject, state }) => (state === null ? [] : [subject.slice('link/'.length)]));
  return { memories: { directions, links, clusters, findings, names }, transitions };
}

const NOT_WATCHED = { status: 'unknown', conflict: false, reason: 'not-watched' };

function staleLayer(kept: z.infer<typeof LayerState>, lastAt: number, now: number): JudgedLayer {
  const { status, since, words, observedAt, decidedBy, strength, size } = kept;
  return {
    status: 'stale',
    since: lastAt,
    words,
    observedAt,
    decidedBy,
    strength,
    size,
    failed: status === 'down' || status === 'degraded',
    contradictionSince: null,
    conflict: false,
    restoredUntil: now + AWAIT_KNOWN_MS,
    suspended: status === 'stale' || since === null ? null : { status, since },
  };
}

function staleVerdict(
  known: z.infer<typeof DirectionState>,
  layers: DirectionVerdict['layers'],
  lastAt: number,
): DirectionVerdict {
  return {
    status: 'stale',
    observedStatus: 'stale',
    conflict: false,
    since: lastAt,
    ownerLayer: known.ownerLayer,
    words: known.words,
    observedAt: known.observedAt,
    witnesses: { fresh: 0, of: 2 },
    layers,
    contradiction: null,
    validUntil: 0,
  };
}
