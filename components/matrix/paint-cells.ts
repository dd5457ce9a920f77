import type { FleetFilter } from '#lib/client/fleet-filter.ts';
import type { FleetView } from '#lib/client/fleet-view.ts';
import { MARKS, type Mark } from '#lib/model/status.ts';
import type { MatrixLayout } from './matrix-geometry.ts';
import { addTinyMark, drawGlyph, type Ink, paintTinyMarks } from './matrix-ink.ts';

/** How much of a mark is left outside the filter. */
const FADED = 0.22;

/** A window of cells: rows and columns, `end` exclusive. */
export interface CellWindow {
  rows: { start: number; end: number };
  columns: { start: number; end: number };
}

/** All marks of one kind in one path: a canvas paints one path of thousands of marks far quicker than thousands of paths. */
function paintTiny(
  canvas: CanvasRenderingContext2D,
  ink: Ink,
  view: FleetView,
  filter: FleetFilter,
  layout: MatrixLayout,
  { rows, columns }: CellWindow,
): void {
  for (const faded of filter.isOff ? [false] : [true, false]) {
    const places = new Map<Mark, [number, number][]>(MARKS.map((mark) => [mark, []]));
    for (let row = rows.start; row < rows.end; row += 1) {
      for (let column = columns.start; column < columns.end; column += 1) {
        const mark = view.mark(row, column);
        if (!mark || (!filter.isOff && filter.keeps(row, column) === faded)) continue;
        places.get(mark)?.push([(layout.offsets[column] ?? 0) + 0.5, (layout.offsets[row] ?? 0) + 0.5]);
      }
    }
    canvas.globalAlpha = faded ? FADED : 1;
    for (const mark of MARKS.toReversed()) {
      const at = places.get(mark) ?? [];
      if (at.length === 0) continue;
      canvas.beginPath();
      for (const [x, y] of at) addTinyMark(canvas, mark, x, y);
      paintTinyMarks(canvas, ink, mark);
    }
  }
  canvas.globalAlpha = 1;
}

function paintDown(
  canvas: CanvasRenderingContext2D,
  ink: Ink,
  x: number,
  y: number,
  pitch: number,
  conflict: boolean,
): void {
  canvas.fillStyle = ink.marks.down;
  canvas.beginPath();
  canvas.roundRect(x + 2, y + 2, pitch - 4, pitch - 4, 2);
  canvas.fill();
  const arm = pitch >= 40 ? 5 : 3;
  const [cx, cy] = [x + pitch / 2, y + pitch / 2 - (conflict ? arm : 0)];
  canvas.strokeStyle = ink.onDown;
  canvas.lineWidth = pitch >= 40 ? 2.4 : 1.8;
  canvas.lineCap = 'round';
  canvas.beginPath();
  canvas.moveTo(cx - arm, cy - arm);
  canvas.lineTo(cx + arm, cy + arm);
  canvas.moveTo(cx + arm, cy - arm);
  canvas.lineTo(cx - arm, cy + arm);
  canvas.stroke();
  if (conflict) drawGlyph(canvas, ink, 'conflict', cx, y + pitch / 2 + arm * 2, pitch >= 40 ? 12 : 8, ink.onDown);
}

function paintLarge(
  canvas: CanvasRenderingContext2D,
  ink: Ink,
  view: FleetView,
  filter: FleetFilter,
  layout: MatrixLayout,
  { rows, columns }: CellWindow,
): void {
  const { pitch, offsets, detail } = layout;
  canvas.font = `400 11.5px ${ink.font}`;
  canvas.textAlign = 'center';
  canvas.lineWidth = 1;
  for (let row = rows.start; row < rows.end; row += 1) {
    for (let column = columns.start; column < columns.end; column += 1) {
      const [x, y] = [offsets[column] ?? 0, offsets[row] ?? 0];
      canvas.globalAlpha = 1;
      canvas.lineWidth = 1;
      if (row === column) {
        canvas.strokeStyle = ink.line2;
        canvas.beginPath();
        canvas.moveTo(x + 4, y + 4);
        canvas.lineTo(x + pitch - 4, y + pitch - 4);
        canvas.stroke();
        continue;
      }
      canvas.strokeStyle = ink.line;
      canvas.strokeRect(x + 0.5, y + 0.5, pitch - 1, pitch - 1);
      const cell = view.cell(row, column);
      if (!cell) {
        canvas.fillStyle = ink.line2;
        canvas.fillRect(x + pitch / 2 - 3, y + pitch / 2, 6, 1);
        continue;
      }
      canvas.globalAlpha = filter.keeps(row, column) ? 1 : FADED;
      const [cx, cy] = [x + pitch / 2, y + pitch / 2];
      if (cell.mark === 'down') paintDown(canvas, ink, x, y, pitch, cell.conflict);
      else if (cell.mark === 'up' && detail === 'rtt' && cell.rttMs !== null) {
        canvas.fillStyle = ink.ink3;
        canvas.fillText(cell.rttMs < 9.95 ? cell.rttMs.toFixed(1) : String(Math.round(cell.rttMs)), cx, cy + 4);
      } else {
        const size = cell.mark === 'up' ? 10 : cell.mark === 'maintenance' ? 15 : 18;
        drawGlyph(canvas, ink, cell.mark, cx, cy, detail === 'rtt' ? size : Math.min(size, 13));
      }
    }
  }
  canvas.globalAlpha = 1;
}

/** Paints the cells of a window; the origin is the first cell. */
export function paintCells(
  canvas: CanvasRenderingContext2D,
  ink: Ink,
  view: FleetView,
  filter: FleetFilter,
  layout: MatrixLayout,
  shown: CellWindow,
): void {
  if (layout.detail === 'tiny') paintTiny(canvas, ink, view, filter, layout, shown);
  else paintLarge(canvas, ink, view, filter, layout, shown);
}
