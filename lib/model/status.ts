import { z } from 'zod';

/**
 * What is known of a subject. `up` only on fresh evidence; `stale` was known and the evidence is too old; `unknown` was
 * never known; `maintenance` is declared by people and hides nothing (see `observedStatus`).
 */
export const Status = z.enum(['up', 'degraded', 'down', 'stale', 'unknown', 'maintenance']);
export type Status = z.infer<typeof Status>;

/** A status, or the flag that can stand beside any of them: what a roll-up counts. */
export const Mark = z.enum(['down', 'conflict', 'degraded', 'stale', 'unknown', 'maintenance', 'up']);
export type Mark = z.infer<typeof Mark>;

/** Worst first: the order of every roll-up, list and legend. */
export const MARKS: readonly Mark[] = Mark.options;

/** How many of each; exclusive, worst wins: a direction that is down and in conflict counts as down. */
export const Counts = z.object({
  down: z.number(),
  conflict: z.number(),
  degraded: z.number(),
  stale: z.number(),
  unknown: z.number(),
  maintenance: z.number(),
  up: z.number(),
  /** All of them together. */
  total: z.number(),
  /** Those that are down and in conflict, said apart: "conflict 1, +14 down". */
  downInConflict: z.number(),
});
export type Counts = z.infer<typeof Counts>;

/** Anything a roll-up can count. */
export interface Judged {
  status: Status;
  conflict: boolean;
}

/** The mark that a roll-up counts for one subject: down before conflict, conflict before the rest. */
export function markOf(subject: Judged): Mark {
  if (subject.status === 'down') return 'down';
  return subject.conflict ? 'conflict' : subject.status;
}

const rank = new Map<Mark, number>(MARKS.map((mark, index) => [mark, index]));

/** Orders marks worst first; negative when `a` is worse. */
export function compareMarks(a: Mark, b: Mark): number {
  return (rank.get(a) ?? 0) - (rank.get(b) ?? 0);
}

/** The worse of two statuses, without regard to conflict. */
export function worseStatus(a: Status, b: Status): Status {
  return compareMarks(a, b) <= 0 ? a : b;
}

export function emptyCounts(): Counts {
  return {
    down: 0,
    conflict: 0,
    degraded: 0,
    stale: 0,
    unknown: 0,
    maintenance: 0,
    up: 0,
    total: 0,
    downInConflict: 0,
  };
}

/** Counts subjects by mark. */
export function countMarks(subjects: Iterable<Judged>): Counts {
  const counts = emptyCounts();
  for (const subject of subjects) countMark(counts, subject);
  return counts;
}

/** Counts one subject more, or so many of a kind. */
export function countMark(counts: Counts, subject: Judged, count = 1): void {
  counts[markOf(subject)] += count;
  counts.total += count;
  if (subject.status === 'down' && subject.conflict) counts.downInConflict += count;
}

/** The worst mark that was counted, or `unknown` for nothing at all: an empty set is not healthy. */
export function worstMark(counts: Counts): Mark {
  return MARKS.find((mark) => counts[mark] > 0) ?? 'unknown';
}

/** Rolls several subjects up into one: the worst status, and whether any of them is in conflict. */
export function rollUp(subjects: readonly Judged[]): Judged {
  const first = subjects[0];
  if (!first) return { status: 'unknown', conflict: false };
  return {
    status: subjects.reduce((worst, subject) => worseStatus(worst, subject.status), first.status),
    conflict: subjects.some((subject) => subject.conflict),
  };
}
