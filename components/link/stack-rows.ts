import type { DetailDirection } from '#lib/api/link.ts';
import type { ApiLayerVerdict } from '#lib/api/observation.ts';
import { LAYERS, type Layer } from '#lib/model/layer.ts';

/** One layer of one direction in the stack. */
export interface StackCell {
  verdict: ApiLayerVerdict;
  /** The lowest layer that explains the rest. */
  owns: boolean;
  /** It works, and it changed a short time ago: since when, an API instant. */
  changedAt: string | null;
}

/** One layer across: left is there, right is back; null where that direction has no source for it. */
export interface StackRow {
  layer: Layer;
  cells: [StackCell | null, StackCell | null];
}

/** A change is worth a tag for so long. */
const RECENT_MS = 30 * 60_000;
/** A layer that came up with all the others did not change, it began. */
const TOGETHER_MS = 60_000;

/** The stack as it is drawn, top to bottom, and the layers of which no source speaks, which share one line. */
export function stackRows(
  directions: readonly [DetailDirection, DetailDirection],
  now: number,
): { rows: StackRow[]; silent: Layer[] } {
  const topDown = [...LAYERS].reverse();
  const cellOf = (direction: DetailDirection, layer: Layer): StackCell | null => {
    const verdict = direction.layers[layer];
    if (!verdict) return null;
    const owns = direction.ownerLayer === layer && verdict.status !== 'up';
    return { verdict, owns, changedAt: recentChange(direction, verdict, now) };
  };
  const rows = topDown.map(
    (layer): StackRow => ({
      layer,
      cells: [cellOf(directions[0], layer), cellOf(directions[1], layer)],
    }),
  );
  return {
    rows: rows.filter((row) => row.cells.some((cell) => cell !== null)),
    silent: rows.filter((row) => row.cells.every((cell) => cell === null)).map((row) => row.layer),
  };
}

function recentChange(direction: DetailDirection, verdict: ApiLayerVerdict, now: number): string | null {
  if (verdict.status !== 'up' || verdict.since === null) return null;
  const since = Date.parse(verdict.since);
  const others = Object.values(direction.layers).flatMap((layer) => (layer?.since ? [Date.parse(layer.since)] : []));
  const began = Math.min(...others);
  return now - since < RECENT_MS && since - began > TOGETHER_MS ? verdict.since : null;
}
