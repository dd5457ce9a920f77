import type { Json, Transition } from '#lib/history/store.ts';
import type { Cluster } from '#lib/model/cluster.ts';
import { directionId } from '#lib/model/identity.ts';
import { LAYERS } from '#lib/model/layer.ts';
import type { Direction, Link } from '#lib/model/link.ts';
import type { Source } from '#lib/model/source.ts';
import { sameWords, type Words } from '#lib/model/words.ts';

function wordsJson(words: Words): Json {
  return { id: words.id, params: words.params, text: words.text };
}

/** The verdict subjects of the history: `direction/a>b`, `layer/a>b/path`, `link/a~b`, `cluster/a`, `source/a/probes`. */
export function layerSubject(from: string, to: string, layer: string): string {
  return `layer/${directionId(from, to)}/${layer}`;
}

/** Exact changes between two states of a link; `undefined` before: it appeared. */
export function linkTransitions(before: Link | undefined, after: Link, at: number): Transition[] {
  const changes: Transition[] = [];
  const verdict = (subject: string, state: Json) => changes.push({ at, kind: 'verdict', subject, state });
  if (!before || before.status !== after.status || before.conflict !== after.conflict) {
    verdict(`link/${after.id}`, { status: after.status, conflict: after.conflict });
  }
  for (const direction of after.directions) {
    const known = before?.directions.find((other) => other.from === direction.from);
    if (!known || directionChanged(known, direction)) {
      verdict(`direction/${directionId(direction.from, direction.to)}`, {
        status: direction.status,
        observedStatus: direction.observedStatus,
        conflict: direction.conflict,
        ownerLayer: direction.ownerLayer,
        since: direction.since,
        observedAt: direction.observedAt,
        words: wordsJson(direction.words),
      });
    }
    for (const layer of LAYERS) {
      const now = direction.layers[layer];
      const then = known?.layers[layer];
      const subject = layerSubject(direction.from, direction.to, layer);
      if (!now) {
        if (then) verdict(subject, null);
      } else if (
        !then ||
        then.status !== now.status ||
        then.conflict !== now.conflict ||
        !sameWords(then.words, now.words)
      ) {
        verdict(subject, {
          status: now.status,
          conflict: now.conflict,
          since: now.since,
          observedAt: now.observedAt,
          decidedBy: now.decidedBy,
          strength: now.strength,
          size: now.size,
          words: wordsJson(now.words),
        });
      }
    }
  }
  return changes;
}

function directionChanged(a: Direction, b: Direction): boolean {
  return (
    a.status !== b.status ||
    a.observedStatus !== b.observedStatus ||
    a.conflict !== b.conflict ||
    a.ownerLayer !== b.ownerLayer ||
    !sameWords(a.words, b.words)
  );
}

/** A link that ended: everything about it ends. */
export function removalTransitions(link: string, at: number): Transition[] {
  const [a = '', b = ''] = link.split('~');
  const subjects = [
    `link/${link}`,
    ...[directionId(a, b), directionId(b, a)].flatMap((id) => [
      `direction/${id}`,
      ...LAYERS.map((layer) => `layer/${id}/${layer}`),
    ]),
  ];
  return [
    ...subjects.map((subject): Transition => ({ at, kind: 'verdict', subject, state: null })),
    { at, kind: 'membership', subject: `link/${link}`, state: null },
  ];
}

/** A cluster that left the fleet. */
export function endOfCluster(id: string, at: number): Transition[] {
  const subject = `cluster/${id}`;
  return [
    { at, kind: 'verdict', subject, state: null },
    { at, kind: 'membership', subject, state: null },
  ];
}

/** Before its first answer since a start nothing is concluded about a cluster. */
export function clusterTransition(before: Cluster | undefined, after: Cluster, at: number): Transition[] {
  if (after.reading === 'waiting') return [];
  if (
    before &&
    before.status === after.status &&
    before.conflict === after.conflict &&
    sameWords(before.words, after.words)
  )
    return [];
  const state = {
    status: after.status,
    conflict: after.conflict,
    reading: after.reading,
    observedAt: after.observedAt,
    words: wordsJson(after.words),
  };
  return [{ at, kind: 'verdict', subject: `cluster/${after.id}`, state }];
}

export function sourceTransition(before: Source | undefined, after: Source, at: number): Transition[] {
  if (before && before.state === after.state && before.reason === after.reason && before.message === after.message)
    return [];
  return [
    {
      at,
      kind: 'verdict',
      subject: `source/${after.id}`,
      state: { state: after.state, reason: after.reason, message: after.message },
    },
  ];
}
