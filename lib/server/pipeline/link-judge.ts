import { directionId } from '#lib/model/identity.ts';
import { LAYERS, type Layer } from '#lib/model/layer.ts';
import type { Direction, LayerVerdict, Link } from '#lib/model/link.ts';
import type { Observation } from '#lib/model/observation.ts';
import { rollUp } from '#lib/model/status.ts';
import { type DirectionVerdict, judgeDirection } from '#lib/model/verdict.ts';
import { sameWords } from '#lib/model/words.ts';
import type { Figures } from './figures.ts';

/** A status from before a start, that returns when fresh evidence says the same. */
export interface Suspended {
  status: DirectionVerdict['status'];
  since: number | null;
}

export interface LinkQuestion {
  id: string;
  ends: readonly [string, string];
  systems: string[];
  expected: boolean;
  observations: readonly Observation[];
  verdicts: ReadonlyMap<string, DirectionVerdict>;
  suspended: Map<string, Suspended>;
  previous: Link | undefined;
  figures: Figures;
  /** The size that should fit, bytes; null where nobody promised one. */
  promisedMtuBytes: number | null;
  maintenance: boolean;
  now: number;
}

/** Judges both directions of a link. Takes directions out of `suspended` once fresh evidence spoke. */
export function judgeLink(question: LinkQuestion): { link: Link; verdicts: [DirectionVerdict, DirectionVerdict] } {
  const [a, b] = question.ends;
  const there = judgeOne(question, a, b);
  const back = judgeOne(question, b, a);
  const directions: Link['directions'] = [asDirection(there, a, b, question), asDirection(back, b, a, question)];
  const { status, conflict } = rollUp(directions);
  const { previous } = question;
  const observed = directions.flatMap((direction) => direction.observedAt ?? []);
  const link: Link = {
    id: question.id,
    clusters: [a, b],
    status,
    conflict,
    since: previous?.status === status ? previous.since : oldestSince(directions, status),
    observedAt: observed.length > 0 ? Math.min(...observed) : null,
    systems: question.systems,
    expected: question.expected,
    directions,
  };
  return { link, verdicts: [there.verdict, back.verdict] };
}

function oldestSince(directions: readonly Direction[], status: Direction['status']): number | null {
  const instants = directions.flatMap((direction) =>
    direction.status === status && direction.since !== null ? [direction.since] : [],
  );
  return instants.length > 0 ? Math.min(...instants) : null;
}

interface JudgedDirection {
  verdict: DirectionVerdict;
  /** The status from before a start was found again. */
  bridged: boolean;
}

function judgeOne(question: LinkQuestion, from: string, to: string): JudgedDirection {
  const id = directionId(from, to);
  const previous = question.verdicts.get(id) ?? null;
  const verdict = judgeDirection({
    from,
    to,
    observations: question.observations,
    now: question.now,
    previous,
    maintenance: question.maintenance,
  });
  const before = question.suspended.get(id);
  if (!before || verdict.status === 'stale' || verdict.status === 'unknown') return { verdict, bridged: false };
  question.suspended.delete(id);
  const bridged = before.status === verdict.status;
  return { verdict: bridged ? { ...verdict, since: before.since } : verdict, bridged };
}

function asDirection(
  { verdict, bridged }: JudgedDirection,
  from: string,
  to: string,
  question: LinkQuestion,
): Direction {
  const { figures, now, previous } = question;
  const subject = `direction/${directionId(from, to)}`;
  const rtt = figures.current(subject, 'rttMs', now);
  const mtu = figures.current(subject, 'mtuBytes', now);
  const layers: Partial<Record<Layer, LayerVerdict>> = {};
  for (const layer of LAYERS) {
    const judged = verdict.layers[layer];
    if (!judged) continue;
    const { status, conflict, since, words, decidedBy, against, strength, size, observedAt } = judged;
    layers[layer] = { status, conflict, since, words, decidedBy, strength, size, observedAt };
    if (against) layers[layer].against = against;
  }
  const before = previous?.directions.find((direction) => direction.from === from);
  return {
    from,
    to,
    status: verdict.status,
    observedStatus: verdict.observedStatus,
    conflict: verdict.conflict,
    since: verdict.since,
    bridged: bridged || (before?.bridged === true && before.since === verdict.since),
    observedAt: verdict.observedAt,
    ownerLayer: verdict.ownerLayer,
    words: verdict.words,
    witnesses: verdict.witnesses,
    rttMs: rtt?.value ?? null,
    rttFrom: rtt?.measuredFrom ?? null,
    lossRatio: figures.current(subject, 'lossRatio', now)?.value ?? null,
    fullLossRatio: figures.current(subject, 'fullLossRatio', now)?.value ?? null,
    mtuBytes: mtu?.value ?? null,
    expectedMtuBytes: question.promisedMtuBytes,
    basis: mtu && mtu.value !== null ? mtu.basis : null,
    layers,
  };
}

/** Whether a layer of a link was known and is not any more. */
export function isSilent({ directions }: Link): boolean {
  return directions.some(({ layers }) => Object.values(layers).some(({ status }) => status === 'stale'));
}

/** Whether two states of a link differ in what makes a revision: statuses, flags, words, membership; never figures or ages. */
export function differs(a: Link | undefined, b: Link): boolean {
  if (!a) return true;
  if (
    a.status !== b.status ||
    a.conflict !== b.conflict ||
    a.expected !== b.expected ||
    a.systems.join() !== b.systems.join()
  )
    return true;
  return b.directions.some((direction, index) => directionDiffers(a.directions[index], direction));
}

function directionDiffers(a: Direction | undefined, b: Direction): boolean {
  if (!a) return true;
  if (
    a.status !== b.status ||
    a.observedStatus !== b.observedStatus ||
    a.conflict !== b.conflict ||
    a.ownerLayer !== b.ownerLayer
  )
    return true;
  if (a.bridged !== b.bridged || a.witnesses.fresh !== b.witnesses.fresh || !sameWords(a.words, b.words)) return true;
  return LAYERS.some((layer) => {
    const before = a.layers[layer];
    const after = b.layers[layer];
    if (!before || !after) return before !== after;
    return (
      before.status !== after.status || before.conflict !== after.conflict || !sameWords(before.words, after.words)
    );
  });
}
