import type { Point, Run } from './smoke.ts';

/** A row for a step chart: an instant and the figures that hold from it on; a missing one is a gap. */
export type StepRow = { at: number } & Record<string, number | null>;

/**
 * Rows of runs: `figureOf` names the figure a point belongs to and its value. Where the figure changes, the old one is
 * carried to the instant of the change, and at the end of a run (`endOf`) everything ends: nothing joins across a gap.
 */
export function stepRows(
  runs: readonly Run[],
  figureOf: (point: Point) => { key: string; value: number } | null,
  endOf: (last: Point) => number,
): StepRow[] {
  const rows: StepRow[] = [];
  for (const run of runs) {
    let before: { key: string; value: number } | null = null;
    for (const point of run) {
      const figure = figureOf(point);
      const row: StepRow = { at: point.at };
      if (before && before.key !== figure?.key) row[before.key] = before.value;
      if (figure) row[figure.key] = figure.value;
      if (before && before.key !== figure?.key) {
        rows.push(row, { at: point.at, ...(figure ? { [figure.key]: figure.value } : {}) });
      } else {
        rows.push(row);
      }
      before = figure;
    }
    const last = run.at(-1);
    if (!last) continue;
    const endAt = endOf(last);
    rows.push({ at: endAt, ...(before ? { [before.key]: before.value } : {}) }, { at: endAt });
  }
  return rows;
}
