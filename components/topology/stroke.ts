import type { Mark } from '#lib/model/status.ts';

export type Point = readonly [x: number, y: number];

/** The paths that draw one line: the stroke itself, crosses in the gaps of what is down, the barb of a lane. */
export interface Stroke {
  line: string;
  crosses: string;
  barb: string;
}

const text = (...values: number[]) => values.map((value) => value.toFixed(1)).join(' ');

/** Two witnesses disagree: a zigzag. */
function wave(p: Point, q: Point): string {
  const [amplitude, period] = [2.6, 9];
  const [dx, dy] = [q[0] - p[0], q[1] - p[1]];
  const length = Math.hypot(dx, dy) || 1;
  const [ux, uy] = [dx / length, dy / length];
  const steps = Math.max(1, Math.floor(length / period));
  let path = `M${text(p[0], p[1])}`;
  for (let step = 1; step <= steps; step += 1) {
    const along = (step * length) / steps;
    const aside = step === steps ? 0 : step % 2 ? amplitude : -amplitude;
    path += `L${text(p[0] + ux * along - uy * aside, p[1] + uy * along + ux * aside)}`;
  }
  return path;
}

/** A line that is down is broken, and a cross sits in every gap. */
function broken(p: Point, q: Point): { line: string; crosses: string } {
  const [dx, dy] = [q[0] - p[0], q[1] - p[1]];
  const length = Math.hypot(dx, dy) || 1;
  const [ux, uy] = [dx / length, dy / length];
  const pieces = Math.max(2, Math.round(length / 58));
  const piece = length / pieces;
  // On a line that is shorter than its gaps the pieces must not turn round.
  const half = Math.min(6.5, piece / 4);
  const at = (along: number) => text(p[0] + ux * along, p[1] + uy * along);
  let line = '';
  let crosses = '';
  for (let index = 0; index < pieces; index += 1) {
    const last = index === pieces - 1;
    line += `M${at(index === 0 ? 0 : index * piece + half)}L${at(last ? length : (index + 1) * piece - half)}`;
    if (last) break;
    const along = (index + 1) * piece;
    crosses += `M${text(p[0] + ux * along - 3.4, p[1] + uy * along - 3.4)}l6.8 6.8m0 -6.8l-6.8 6.8`;
  }
  return { line, crosses };
}

/** One line for both directions, from p to q. */
export function singleStroke(p: Point, q: Point, mark: Mark): Stroke {
  if (mark === 'down') return { ...broken(p, q), barb: '' };
  const line = mark === 'conflict' ? wave(p, q) : `M${text(p[0], p[1])}L${text(q[0], q[1])}`;
  return { line, crosses: '', barb: '' };
}

/**
 * One lane from p to q, kept to its right-hand side, with half an arrowhead at its far end: the harpoon of a reaction
 * that goes both ways.
 */
export function harpoonStroke(p: Point, q: Point, mark: Mark, offset = 3.4): Stroke {
  const [dx, dy] = [q[0] - p[0], q[1] - p[1]];
  const length = Math.hypot(dx, dy) || 1;
  const [ux, uy] = [dx / length, dy / length];
  const [nx, ny] = [-uy, ux];
  const start: Point = [p[0] + nx * offset, p[1] + ny * offset];
  const tip: Point = [q[0] + nx * offset, q[1] + ny * offset];
  const neck: Point = [tip[0] - ux * 10, tip[1] - uy * 10];
  const wing: Point = [tip[0] - ux * 13 + nx * 7, tip[1] - uy * 13 + ny * 7];
  return { ...singleStroke(start, neck, mark), barb: `M${text(...tip)}L${text(...wing)}L${text(...neck)}Z` };
}
