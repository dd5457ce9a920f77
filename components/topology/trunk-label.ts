import { type Counts, MARKS, type Mark } from '#lib/model/status.ts';
import { type Box, overlap } from './site-box.ts';
import type { Point } from './stroke.ts';
import { type Trunk, worstOfTrunk } from './trunk.ts';

/** One piece of a label's line, `x` from the line's start. */
export type LabelPiece =
  | { kind: 'arrow'; x: number; degrees: number; loud: boolean }
  | { kind: 'glyph'; x: number; mark: Mark }
  | { kind: 'count'; x: number; text: string }
  | { kind: 'quiet'; x: number; text: string };

export interface LabelLine {
  /** Which way it speaks of. */
  way: 'there' | 'back' | 'both';
  pieces: LabelPiece[];
  w: number;
}

const LINE_PX = 18;

/** A direction's counts in one line, arrow first: `→ ■ 8 of 8`. */
function labelLine(counts: Counts, way: LabelLine['way'], degrees: number | null): LabelLine {
  const bad = MARKS.filter((mark) => mark !== 'up' && counts[mark] > 0);
  const pieces: LabelPiece[] = [];
  let w = 0;
  if (degrees !== null) {
    pieces.push({ kind: 'arrow', x: w + 5, degrees, loud: bad.length > 0 });
    w += 16;
  }
  if (bad.length === 0) {
    const text = counts.total === 0 ? 'no links' : `${counts.total} of ${counts.total} up`;
    pieces.push({ kind: 'quiet', x: w, text });
    return { way, pieces, w: w + text.length * 5.7 };
  }
  for (const mark of bad) {
    pieces.push({ kind: 'glyph', x: w + 6, mark }, { kind: 'count', x: w + 16, text: String(counts[mark]) });
    w += 23 + 7.5 * String(counts[mark]).length;
  }
  const of = `of ${counts.total}`;
  pieces.push({ kind: 'quiet', x: w, text: of });
  return { way, pieces, w: w + of.length * 5.7 };
}

/** The lines of a trunk's label: a healthy trunk says only "4 up · 11 ms". `p` and `q` are its ends. */
export function labelLines(trunk: Trunk, p: Point, q: Point): LabelLine[] {
  const degrees = (Math.atan2(q[1] - p[1], q[0] - p[0]) * 180) / Math.PI;
  if (worstOfTrunk(trunk) === 'up' && trunk.alike) {
    const text = `${trunk.there.total} up${trunk.rttMs === null ? '' : ` · ${Math.round(trunk.rttMs)} ms`}`;
    return [{ way: 'both', pieces: [{ kind: 'quiet', x: 0, text }], w: text.length * 5.9 }];
  }
  if (trunk.alike) return [labelLine(trunk.there, 'both', null)];
  return [labelLine(trunk.there, 'there', degrees), labelLine(trunk.back, 'back', degrees + 180)];
}

/** How large a label is, with its margins. */
export function labelSize(lines: readonly LabelLine[]): { w: number; h: number } {
  return { w: Math.max(...lines.map((line) => line.w)) + 14, h: lines.length * LINE_PX + 6 };
}

/** A label that wants a place on the line from p to q. */
export interface LabelWish {
  p: Point;
  q: Point;
  w: number;
  h: number;
  /** It may be left out where there is no room: it says that all is well. */
  quiet: boolean;
}

const ALONG = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82];
const ASIDE = [0, 1, -1, 2, -2];

/**
 * Places labels on their lines so that none covers another or a card; they are handed in in order of importance. A quiet
 * one without room is left out (nothing), a loud one always gets a place.
 */
export function placeLabels(wishes: readonly LabelWish[], cards: readonly Box[]): (Box | undefined)[] {
  const taken: Box[] = [];
  return wishes.map(({ p, q, w, h, quiet }) => {
    const length = Math.hypot(q[0] - p[0], q[1] - p[1]) || 1;
    const normal: Point = [-(q[1] - p[1]) / length, (q[0] - p[0]) / length];
    const at = (along: number, aside: number): Box => {
      const reach = aside * (Math.abs(normal[0]) * w + Math.abs(normal[1]) * h) * 0.55;
      const x = p[0] + (q[0] - p[0]) * along + normal[0] * reach;
      const y = p[1] + (q[1] - p[1]) * along + normal[1] * reach;
      return { x: x - w / 2, y: y - h / 2, w, h };
    };
    const free = (box: Box) =>
      !taken.some((other) => overlap(box, other, 2)) && !cards.some((card) => overlap(box, card, 4));
    for (const aside of quiet ? [0] : ASIDE) {
      for (const along of ALONG) {
        const box = at(along, aside);
        if (!free(box)) continue;
        taken.push(box);
        return box;
      }
    }
    if (quiet) return undefined;
    const box = at(0.5, 0);
    taken.push(box);
    return box;
  });
}
