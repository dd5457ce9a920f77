import type { FleetView } from '#lib/client/fleet-view.ts';

/** How large and how detailed the matrix is drawn. */
export interface MatrixScale {
  /** From one cell to the next, and between sites, px. */
  pitch: number;
  gap: number;
  /** `rtt`: figures in quiet cells; `glyph`: a disc; `tiny`: 7 px marks, names of sites only. */
  detail: 'rtt' | 'glyph' | 'tiny';
  left: number;
  top: number;
  /** Room for the roll-ups at the right and below. */
  right: number;
  bottom: number;
}

/** 40 px cells to 20 clusters, 24 px to 40, then 7 px marks. */
export function scaleFor(clusters: number): MatrixScale {
  if (clusters <= 20) return { pitch: 40, gap: 10, detail: 'rtt', left: 128, top: 98, right: 148, bottom: 70 };
  if (clusters <= 40) return { pitch: 24, gap: 10, detail: 'glyph', left: 128, top: 98, right: 148, bottom: 70 };
  return { pitch: 8, gap: 5, detail: 'tiny', left: 140, top: 96, right: 40, bottom: 30 };
}

/** Where everything of a matrix lies, in px from its upper left corner. */
export interface MatrixLayout extends MatrixScale {
  /** By row or column: the start of its cells, from the first cell. */
  offsets: number[];
  /** Of the cells alone. */
  extent: number;
  width: number;
  height: number;
}

export function layOut(view: FleetView): MatrixLayout {
  const scale = scaleFor(view.size);
  const offsets: number[] = [];
  let at = 0;
  for (let row = 0; row < view.size; row += 1) {
    if (row > 0 && view.siteIndex[row] !== view.siteIndex[row - 1]) at += scale.gap;
    offsets.push(at);
    at += scale.pitch;
  }
  return {
    ...scale,
    offsets,
    extent: at,
    width: scale.left + at + scale.right,
    height: scale.top + at + scale.bottom,
  };
}

/** The row (or column) that lies so far from the first cell; nothing in a gap or outside. */
export function indexAt({ offsets, pitch, extent }: MatrixLayout, distance: number): number | undefined {
  if (distance < 0 || distance >= extent) return undefined;
  let low = 0;
  let high = offsets.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((offsets[middle] ?? 0) <= distance) low = middle;
    else high = middle - 1;
  }
  return distance < (offsets[low] ?? 0) + pitch ? low : undefined;
}

/** The rows (or columns) that lie at least partly between two distances, `end` exclusive. */
export function rowsBetween(
  { offsets, pitch }: MatrixLayout,
  from: number,
  to: number,
): { start: number; end: number } {
  let start = offsets.findIndex((offset) => offset + pitch > from);
  if (start < 0) start = offsets.length;
  let end = offsets.findIndex((offset) => offset >= to);
  if (end < 0) end = offsets.length;
  return { start, end: Math.max(start, end) };
}
