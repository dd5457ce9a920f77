import type { FleetView, SiteRows } from '#lib/client/fleet-view.ts';
import { compareMarks, type Mark, worstMark } from '#lib/model/status.ts';
import type { Point } from './stroke.ts';

/** A rectangle of the map, in its own pixels. */
export interface Box {
  x: number;
  y: number;
  w: number;
  h: number;
}

/** Over so many sites the map shows sites only. */
export const MOST_SITES_WITH_ROWS = 12;
const MOST_ROWS = 8;
const ROWS_BESIDE_MORE = 6;

export const ROW_PX = 26;
export const HEAD_PX = 46;
const FOOT_PX = 26;
const CARD_PX = 204;
const SMALL_CARD = { w: 168, h: 54 };

/** What a site's card lists: rows of the view, how many are left out, and how many of these show the worst mark among them. */
export interface CardRows {
  rows: number[];
  more: number;
  worst: { mark: Mark; count: number } | null;
}

/** The clusters on a site's card: all of up to 8, else the worst 6 (in their own order) and what the rest are. */
export function cardRows(view: FleetView, { start, end }: SiteRows): CardRows {
  if (view.sites.length > MOST_SITES_WITH_ROWS) return { rows: [], more: end - start, worst: null };
  const rows = Array.from({ length: end - start }, (_, index) => start + index);
  if (rows.length <= MOST_ROWS) return { rows, more: 0, worst: null };
  const touching = rows.map((row) => {
    const counts = view.countTouching(row);
    const mark = worstMark(counts);
    return { row, mark, count: counts[mark] };
  });
  touching.sort((a, b) => compareMarks(a.mark, b.mark) || b.count - a.count || a.row - b.row);
  const kept = touching.slice(0, ROWS_BESIDE_MORE).map(({ row }) => row);
  const rest = touching.slice(ROWS_BESIDE_MORE);
  const mark = rest[0]?.mark ?? 'up';
  return {
    rows: kept.sort((a, b) => a - b),
    more: rest.length,
    worst: { mark, count: rest.filter((each) => each.mark === mark).length },
  };
}

/** The size of a site's card. */
export function cardSize(card: CardRows): { w: number; h: number } {
  if (card.rows.length === 0) return SMALL_CARD;
  const lines = card.rows.length + (card.more > 0 ? 1 : 0);
  return { w: CARD_PX, h: HEAD_PX + lines * ROW_PX + FOOT_PX };
}

export function centreOf(box: Box): Point {
  return [box.x + box.w / 2, box.y + box.h / 2];
}

/** Where a line from the middle of a box towards a point leaves the box, a little outside. */
export function leaveBox(box: Box, towards: Point, pad = 7): Point {
  const [cx, cy] = centreOf(box);
  const [dx, dy] = [towards[0] - cx, towards[1] - cy];
  const k = Math.min((box.w / 2 + pad) / Math.abs(dx || 1e-9), (box.h / 2 + pad) / Math.abs(dy || 1e-9));
  return [cx + dx * k, cy + dy * k];
}

/** Whether two boxes touch, with so much air around the first. */
export function overlap(a: Box, b: Box, air = 0): boolean {
  return a.x - air < b.x + b.w && b.x < a.x + a.w + air && a.y - air < b.y + b.h && b.y < a.y + a.h + air;
}

/** Whether one box lies beside the other, so that a line between them can leave at their sides. */
function side(from: Box, to: Box): 'left' | 'right' {
  return to.x + to.w / 2 < from.x + from.w / 2 - 1 && to.x + to.w <= from.x ? 'left' : 'right';
}

/** Where a line leaves a card beside the line `y` of the card, towards another card. */
export function besideLine(from: Box, to: Box, y: number, pad = 7): Point {
  return [side(from, to) === 'left' ? from.x - pad : from.x + from.w + pad, from.y + y];
}

/** The middle of a cluster's line on its card, from the card's top; of the card's name where it is not listed. */
export function lineOf(card: CardRows, row: number): number {
  const index = card.rows.indexOf(row);
  if (index >= 0) return HEAD_PX + index * ROW_PX + ROW_PX / 2;
  return card.rows.length > 0 ? HEAD_PX + card.rows.length * ROW_PX + ROW_PX / 2 : SMALL_CARD.h / 2;
}
