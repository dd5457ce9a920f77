import type { FleetView } from '#lib/client/fleet-view.ts';
import { formatRtt } from '#lib/client/format.ts';
import type { CellPlace } from './paint-matrix.ts';

/** One direction in words: `down, in conflict, path, 24.6 ms`. */
function words(view: FleetView, { row, column }: CellPlace): string {
  const cell = view.cell(row, column);
  if (!cell) return row === column ? 'itself' : 'no link';
  const parts: string[] = [cell.status];
  if (cell.conflict) parts.push('in conflict');
  if (cell.ownerLayer) parts.push(cell.ownerLayer);
  if (cell.rttMs !== null) parts.push(`${formatRtt(cell.rttMs)} ms`);
  if (cell.lossPercent) parts.push(`${cell.lossPercent} % lost`);
  const unread = [cell.from, cell.to].filter((cluster) => cluster.reading !== 'read').length;
  if (unread > 0 && cell.status !== 'stale' && cell.status !== 'unknown') parts.push(`${2 - unread} of 2 witnesses`);
  return parts.join(', ');
}

/** What a cell of the matrix says, both ways: `a → b: down, in conflict, path, 24.6 ms · back: up, 24.7 ms`. */
export function readCell(view: FleetView, place: CellPlace): string {
  const [from, to] = [view.clusters[place.row], view.clusters[place.column]];
  if (!from || !to) return '';
  if (from === to) return from.name;
  return `${from.name} → ${to.name}: ${words(view, place)} · back: ${words(view, { row: place.column, column: place.row })}`;
}
