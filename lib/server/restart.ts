import 'server-only';
import { z } from 'zod';
import type { HistoryStore, Transition } from '#lib/history/store.ts';
import { LAYERS, Layer } from '#lib/model/layer.ts';
import { Status } from '#lib/model/status.ts';
import type { DirectionVerdict, JudgedLayer } from '#lib/model/verdict.ts';
import { Words } from '#lib/model/words.ts';
import type { Suspended } from './pipeline/link-judge.ts';
import { layerSubject } from './pipeline/transitions.ts';

/** How long a layer that was known before a start stands as stale while its source has not spoken, milliseconds: the longest probe interval and a bit. */
const AWAIT_LAYER_MS = 6 * 60_000;

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
  words: Words,
});

/** What a start finds in the history. */
export interface Restored {
  directions: Map<string, { verdict: DirectionVerdict; suspended: Suspended }>;
  /** To be written: the time in which nobody watched is unknown. */
  transitions: Transition[];
}

/**
 * Reads what was known at the last committed tick. Known directions come back as stale with their old instants; the time
 * since then is `unknown`, reason `not-watched`.
 */
export async function restoreFleet(store: HistoryStore, now: number): Promise<Restored> {
  const restored: Restored = { directions: new Map(), transitions: [] };
  const lastAt = await store.lastCommittedAt();
  if (lastAt === null) return restored;
  const states = new Map(
    (await store.stateAt(lastAt, { kind: 'verdict' })).map(({ subject, state }) => [subject, state]),
  );
  for (const [subject, state] of states) {
    if (state === null) continue;
    const unwatched =
      subject.startsWith('direction/') ||
      subject.startsWith('layer/') ||
      subject.startsWith('link/') ||
      subject.startsWith('cluster/');
    if (unwatched)
      restored.transitions.push({
        at: lastAt,
        kind: 'verdict',
        subject,
        state: { status: 'unknown', conflict: false, reason: 'not-watched' },
      });
    if (!subject.startsWith('direction/')) continue;
    const known = DirectionState.safeParse(state).data;
    if (!known || known.status === 'unknown') continue;
    const id = subject.slice('direction/'.length);
    const [from = '', to = ''] = id.split('>');
    const layers: DirectionVerdict['layers'] = {};
    for (const layer of LAYERS) {
      const kept = LayerState.safeParse(states.get(layerSubject(from, to, layer))).data;
      if (kept) layers[layer] = staleLayer(kept, lastAt, now);
    }
    restored.directions.set(id, {
      verdict: staleVerdict(known, layers, lastAt),
      suspended: { status: known.status, since: known.since },
    });
  }
  return restored;
}

function staleLayer(kept: z.infer<typeof LayerState>, lastAt: number, now: number): JudgedLayer {
  const { words, observedAt, decidedBy } = kept;
  return {
    status: 'stale',
    since: lastAt,
    words,
    observedAt,
    decidedBy,
    contradictionSince: null,
    conflict: false,
    restoredUntil: now + AWAIT_LAYER_MS,
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
