import { type Contradicting, type Contradiction, consultPath, ownContradiction } from './contradiction.ts';
import { directionWords } from './direction-words.ts';
import { type Size, STRENGTHS, type Strength } from './evidence.ts';
import { judgeLayer, type LayerOutcome, speaksOf } from './judge-layer.ts';
import { LAYERS, type Layer } from './layer.ts';
import { freshUntil, type Observation } from './observation.ts';
import { type Status, worseStatus } from './status.ts';
import type { Words } from './words.ts';

/** Milliseconds that two fresh witnesses must contradict each other before the flag is set: shorter is a change under way. */
export const CONTRADICTION_MS = 15_000;

/** What a layer carries over from one verdict to the next. */
export interface LayerMemory {
  status: Status;
  /** Epoch milliseconds: since when the status holds. */
  since: number;
  words: Words;
  observedAt: number | null;
  /** Since when two witnesses contradict each other, flagged or not yet. */
  contradictionSince: number | null;
  /** Of the evidence that decided it. */
  strength: Strength | null;
  size: Size | null;
  /** Restored after a start: stands as `stale` until evidence comes or this instant passes. */
  restoredUntil: number | null;
  /** Restored after a failure: only evidence as strong and as large as what had told it clears it. */
  failed?: boolean;
  /** What it was before a start; the same status, once it is seen again, goes on since then. */
  suspended?: { status: Status; since: number } | null;
}

export interface JudgedLayer extends LayerMemory {
  conflict: boolean;
  decidedBy: string;
  /** Systems that speak against it, see `LayerVerdict`. */
  against?: string[];
}

/** The verdict of one direction at one instant; it is also the memory for the next one. */
export interface DirectionVerdict {
  status: Status;
  observedStatus: Status;
  conflict: boolean;
  since: number | null;
  ownerLayer: Layer | null;
  words: Words;
  observedAt: number | null;
  witnesses: { fresh: number; of: number };
  layers: Partial<Record<Layer, JudgedLayer>>;
  contradiction: Contradiction | null;
  /** The next instant at which time alone may change the verdict, epoch milliseconds; Infinity: never. */
  validUntil: number;
}

export interface DirectionQuestion {
  from: string;
  to: string;
  /** All observations about the link or either of its directions. */
  observations: readonly Observation[];
  now: number;
  previous: DirectionVerdict | null;
  /** The subject is under maintenance. */
  maintenance: boolean;
}

/** Judges the direction `from` -> `to` by the rules of precedence, freshness and contradiction. Pure. */
export function judgeDirection(question: DirectionQuestion): DirectionVerdict {
  const { from, to, now, previous } = question;
  const observations = question.observations.filter((observation) => speaksOf(observation, from, to));
  const outcomes = new Map<Layer, LayerOutcome>();
  for (const layer of LAYERS) {
    const outcome = judgeLayer(layer, from, to, observations, now);
    if (outcome) outcomes.set(layer, outcome);
  }
  const contradictions = new Map<Layer, Contradicting>();
  for (const [layer, outcome] of outcomes) {
    if (outcome.contradicting.length > 0) contradictions.set(layer, ownContradiction(layer, outcome));
  }
  const path = outcomes.get('path');
  if (path) consultPath(path, outcomes, contradictions);

  const layers = remember(outcomes, contradictions, previous, now);
  const { status: observedStatus, ownerLayer } = worst(layers, previous);
  const status = question.maintenance ? 'maintenance' : observedStatus;
  const flagged = Object.values(layers).some((layer) => layer.conflict);
  const witnesses = countWitnesses(observations, from, to, now);
  return {
    status,
    observedStatus,
    conflict: flagged,
    since: status === previous?.status ? previous.since : status === 'unknown' && !previous ? null : now,
    ownerLayer,
    words: directionWords(status, observedStatus, ownerLayer, layers, outcomes, witnesses, previous),
    observedAt: oldest(layers) ?? previous?.observedAt ?? null,
    witnesses,
    layers,
    contradiction: contradictionOf(contradictions, layers),
    validUntil: validUntil(observations, layers, now),
  };
}

function remember(
  outcomes: ReadonlyMap<Layer, LayerOutcome>,
  contradictions: ReadonlyMap<Layer, unknown>,
  previous: DirectionVerdict | null,
  now: number,
): Partial<Record<Layer, JudgedLayer>> {
  const layers: Partial<Record<Layer, JudgedLayer>> = {};
  for (const layer of LAYERS) {
    const before = previous?.layers[layer];
    const outcome = outcomes.get(layer);
    if (before?.restoredUntil && before.restoredUntil > now && !outweighs(outcome, before)) {
      layers[layer] = { ...before, status: 'stale', conflict: false };
      continue;
    }
    if (!outcome) continue;
    const contradictionSince = contradictions.has(layer) ? (before?.contradictionSince ?? now) : null;
    layers[layer] = {
      status: outcome.status,
      since: sinceOf(before, outcome.status, now),
      words: outcome.words,
      observedAt: outcome.observedAt,
      decidedBy: outcome.decidedBy,
      ...(outcome.against?.length ? { against: outcome.against } : {}),
      strength: outcome.strength,
      size: outcome.size,
      contradictionSince,
      conflict: contradictionSince !== null && now - contradictionSince >= CONTRADICTION_MS,
      restoredUntil: null,
      suspended: outcome.status === 'stale' || outcome.status === 'unknown' ? (before?.suspended ?? null) : null,
    };
  }
  return layers;
}

function sinceOf(before: LayerMemory | undefined, status: Status, now: number): number {
  if (before?.status === status) return before.since;
  return before?.suspended?.status === status ? before.suspended.since : now;
}

/**
 * Whether fresh evidence replaces what was known before a start. A failure that a measured full-size packet had told is not
 * over because a small one arrives, or a control plane says so: that it said all along.
 */
function outweighs(outcome: LayerOutcome | undefined, before: JudgedLayer): boolean {
  if (!outcome || outcome.status === 'unknown') return false;
  if (!before.failed || outcome.status !== 'up' || before.strength === null) return true;
  const { strength } = outcome;
  const asStrong = strength !== null && STRENGTHS.indexOf(strength) <= STRENGTHS.indexOf(before.strength);
  return asStrong && (before.size !== 'full' || outcome.size === 'full');
}

/** The worst of the layers and the lowest one that has it. Layers that were never known don't count beside one that is. */
function worst(
  layers: Partial<Record<Layer, JudgedLayer>>,
  previous: DirectionVerdict | null,
): { status: Status; ownerLayer: Layer | null } {
  const known = LAYERS.filter((layer) => layers[layer] && layers[layer].status !== 'unknown');
  if (known.length === 0) {
    const before = previous?.observedStatus ?? 'unknown';
    return { status: before === 'unknown' ? 'unknown' : 'stale', ownerLayer: null };
  }
  const status = known.reduce<Status>((worse, layer) => worseStatus(worse, layers[layer]?.status ?? 'up'), 'up');
  return {
    status,
    ownerLayer: status === 'up' ? null : (known.find((layer) => layers[layer]?.status === status) ?? null),
  };
}

function countWitnesses(
  observations: readonly Observation[],
  from: string,
  to: string,
  now: number,
): { fresh: number; of: number } {
  const ends = [from, to].filter((end) =>
    observations.some((o) => o.observer === end && o.evidence && o.evidence.result !== 'none' && freshUntil(o) > now),
  );
  return { fresh: ends.length, of: 2 };
}

function oldest(layers: Partial<Record<Layer, JudgedLayer>>): number | null {
  const instants = Object.values(layers).flatMap((layer) => layer.observedAt ?? []);
  return instants.length > 0 ? Math.min(...instants) : null;
}

function contradictionOf(
  contradictions: ReadonlyMap<Layer, Contradicting>,
  layers: Partial<Record<Layer, JudgedLayer>>,
): Contradiction | null {
  for (const [layer, contradiction] of contradictions) {
    const judged = layers[layer];
    if (judged && judged.contradictionSince !== null) {
      return { ...contradiction, since: judged.contradictionSince, flagged: judged.conflict };
    }
  }
  return null;
}

function validUntil(
  observations: readonly Observation[],
  layers: Partial<Record<Layer, JudgedLayer>>,
  now: number,
): number {
  let until = Number.POSITIVE_INFINITY;
  for (const observation of observations) {
    const end = freshUntil(observation);
    if (end > now && end < until) until = end;
  }
  for (const layer of Object.values(layers)) {
    if (layer.contradictionSince !== null && !layer.conflict)
      until = Math.min(until, layer.contradictionSince + CONTRADICTION_MS);
    if (layer.restoredUntil !== null) until = Math.min(until, layer.restoredUntil);
  }
  return until;
}
