import { compareMarks, type Mark } from '#lib/model/status.ts';
import type { FleetFilter } from './fleet-filter.ts';
import type { FleetView } from './fleet-view.ts';

/** A direction by its row and column. */
export interface Place {
  row: number;
  column: number;
  mark: Mark;
}

/** Every direction that is not up and that the filter keeps, worst first, then in the order of the drawing. */
export function worstDirections(view: FleetView, filter: FleetFilter): Place[] {
  const found: Place[] = [];
  for (let row = 0; row < view.size; row += 1) {
    for (let column = 0; column < view.size; column += 1) {
      const mark = view.mark(row, column);
      if (mark && mark !== 'up' && filter.keeps(row, column)) found.push({ row, column, mark });
    }
  }
  return found.sort((p, q) => compareMarks(p.mark, q.mark));
}
