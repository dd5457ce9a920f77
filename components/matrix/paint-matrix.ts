import type { FleetFilter } from '#lib/client/fleet-filter.ts';
import type { FleetView } from '#lib/client/fleet-view.ts';
import { type Counts, MARKS, type Mark, worstMark } from '#lib/model/status.ts';
import { type MatrixLayout, rowsBetween } from './matrix-geometry.ts';
import { addTinyMark, drawGlyph, type Ink, paintTinyMarks } from './matrix-ink.ts';
import { type CellWindow, paintCells } from './paint-cells.ts';

/** A cell by its row and column. */
export interface CellPlace {
  row: number;
  column: number;
}

/** Everything that one picture of the matrix is made of. */
export interface MatrixScene {
  view: FleetView;
  filter: FleetFilter;
  layout: MatrixLayout;
  ink: Ink;
  /** By row: counts of what it sends; by column: of what it receives. */
  from: readonly Counts[];
  to: readonly Counts[];
  selected: CellPlace | undefined;
  /** The cell that is pointed at. */
  hover: CellPlace | undefined;
  /** How far the picture is scrolled, and the size of its window, px. */
  scrollX: number;
  scrollY: number;
  width: number;
  height: number;
}

const cut = new Map<string, string>();

/** A name cut to a width, in the middle where its tail tells things apart; widths are measured once. */
function cutName(canvas: CanvasRenderingContext2D, text: string, width: number): string {
  const key = `${canvas.font} ${width} ${text}`;
  const held = cut.get(key);
  if (held !== undefined) return held;
  let fitting = text;
  for (let keep = text.length - 1; keep > 3 && canvas.measureText(fitting).width > width; keep -= 1) {
    fitting = `${text.slice(0, Math.ceil(keep / 2))}…${text.slice(text.length - Math.floor(keep / 2))}`;
  }
  if (cut.size > 5000) cut.clear();
  cut.set(key, fitting);
  return fitting;
}

function line(canvas: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  canvas.beginPath();
  canvas.moveTo(x1, y1);
  canvas.lineTo(x2, y2);
  canvas.stroke();
}

function paintBands(canvas: CanvasRenderingContext2D, scene: MatrixScene): void {
  const { layout, ink, width, height, scrollX, scrollY } = scene;
  for (const place of [scene.selected, scene.hover]) {
    if (!place) continue;
    const x = layout.left + (layout.offsets[place.column] ?? 0) - scrollX;
    const y = layout.top + (layout.offsets[place.row] ?? 0) - scrollY;
    canvas.fillStyle = ink.hover;
    canvas.fillRect(4, y, width, layout.pitch);
    canvas.fillRect(x, 22, layout.pitch, height);
  }
}

function paintRings(canvas: CanvasRenderingContext2D, { layout, ink, selected, hover }: MatrixScene): void {
  const ring = ({ row, column }: CellPlace, width: number, dash: number[]) => {
    canvas.strokeStyle = ink.accent;
    canvas.lineWidth = width;
    canvas.setLineDash(dash);
    canvas.beginPath();
    const side = layout.pitch + 2;
    canvas.roundRect((layout.offsets[column] ?? 0) - 1, (layout.offsets[row] ?? 0) - 1, side, side, 3);
    canvas.stroke();
    canvas.setLineDash([]);
  };
  if (selected) {
    ring(selected, layout.detail === 'tiny' ? 2 : 2.5, []);
    ring({ row: selected.column, column: selected.row }, 1.5, layout.detail === 'tiny' ? [2, 2] : [4, 3]);
  }
  if (hover) ring(hover, 1, []);
}

/** Sites outlined, so that a failure that two sites share is a block. */
function paintSites(canvas: CanvasRenderingContext2D, { view, layout, ink }: MatrixScene): void {
  if (layout.detail !== 'tiny') return;
  canvas.strokeStyle = ink.line2;
  canvas.lineWidth = 1;
  for (const { start, end } of view.sites) {
    const [a, b] = [layout.offsets[start] ?? 0, (layout.offsets[end - 1] ?? 0) + layout.pitch];
    canvas.strokeRect(a - 2.5, a - 2.5, b - a + 4, b - a + 4);
  }
}

/** The worst kinds of what is not up, and how many directions are of the other kinds. */
function bad(counts: Counts, most: (kinds: number) => number): { marks: readonly Mark[]; rest: number } {
  const all = MARKS.filter((mark) => mark !== 'up' && counts[mark] > 0);
  const marks = all.slice(0, most(all.length));
  return { marks, rest: all.slice(marks.length).reduce((sum, mark) => sum + counts[mark], 0) };
}

function paintRollUps(canvas: CanvasRenderingContext2D, scene: MatrixScene, shown: CellWindow): void {
  const { layout, ink, from, to } = scene;
  const { pitch, extent, offsets } = layout;
  if (layout.detail === 'tiny') {
    canvas.strokeStyle = ink.line2;
    canvas.lineWidth = 1;
    line(canvas, extent + 6.5, 0, extent + 6.5, extent);
    line(canvas, 0, extent + 6.5, extent, extent + 6.5);
    for (const mark of MARKS) {
      canvas.beginPath();
      for (const [index, offset] of offsets.entries()) {
        if (from[index]?.total && worstMark(from[index]) === mark) addTinyMark(canvas, mark, extent + 12, offset + 0.5);
        if (to[index]?.total && worstMark(to[index]) === mark) addTinyMark(canvas, mark, offset + 0.5, extent + 12);
      }
      paintTinyMarks(canvas, ink, mark);
    }
    return;
  }
  const text = (words: string, x: number, y: number, colour: string, font: string, align: CanvasTextAlign = 'left') => {
    canvas.font = `${font} ${ink.font}`;
    canvas.fillStyle = colour;
    canvas.textAlign = align;
    canvas.fillText(words, x, y);
  };
  for (let row = shown.rows.start; row < shown.rows.end; row += 1) {
    const counts = from[row];
    if (!counts) continue;
    const y = (offsets[row] ?? 0) + pitch / 2;
    // The number of the others takes the place of the third.
    const { marks, rest } = bad(counts, (kinds) => (kinds > 3 ? 2 : 3));
    let x = extent + 16;
    if (marks.length === 0) text(`${counts.total} up`, x + 2, y + 4, ink.ink3, '400 12px');
    for (const mark of marks) {
      drawGlyph(canvas, ink, mark, x + 6, y, 12);
      text(String(counts[mark]), x + 16, y + 4, ink.ink, '600 12px');
      x += marks.length > 2 ? 30 : 37;
    }
    const others = rest > 0 ? `+${rest} ` : '';
    if (marks.length > 0) text(`${others}/${counts.total}`, extent + 132, y + 4, ink.ink3, '400 11px', 'right');
  }
  for (let column = shown.columns.start; column < shown.columns.end; column += 1) {
    const counts = to[column];
    if (!counts) continue;
    const x = (offsets[column] ?? 0) + pitch / 2;
    let y = extent + 20;
    const wide = pitch >= 40;
    const { marks, rest } = bad(counts, () => (wide ? 2 : 1));
    if (marks.length === 0) {
      text(String(counts.total), x, y + 4, ink.ink3, '400 12px', 'center');
      y += 16;
    }
    for (const mark of marks) {
      drawGlyph(canvas, ink, mark, wide ? x - 8 : x, y, wide ? 12 : 11);
      if (wide) text(String(counts[mark]), x + 2, y + 4, ink.ink, '600 12px');
      else text(String(counts[mark]), x, y + 18, ink.ink, '600 12px', 'center');
      y += wide ? 17 : 28;
    }
    const counted = rest > 0 ? [`+${rest}`, `/${counts.total}`] : [`/${counts.total}`];
    // In a narrow column they stand below each other.
    const last = marks.length === 0 ? ['up'] : wide ? [counted.join('')] : counted;
    for (const words of last) {
      text(words, x, y + 4, ink.ink3, wide ? '400 11px' : '400 10px', 'center');
      y += 13;
    }
  }
}

/** Names of rows and columns; they stay in sight while the cells are scrolled. */
function paintNames(canvas: CanvasRenderingContext2D, scene: MatrixScene, shown: CellWindow): void {
  const { view, layout, ink, selected, hover, scrollX, scrollY, width, height } = scene;
  const { left, top, pitch, offsets, detail } = layout;
  const at = selected ?? hover;
  const tiny = detail === 'tiny';
  const band = (x: number, y: number, w: number, h: number) => {
    canvas.save();
    canvas.beginPath();
    canvas.rect(x, y, w, h);
    canvas.clip();
  };
  const name = (index: number, mine: number | undefined) => {
    const chosen = index === mine || index === hover?.row;
    canvas.font = `${chosen ? 600 : 400} 12.5px ${ink.font}`;
    canvas.fillStyle = chosen ? ink.ink : ink.ink2;
  };
  const siteText = (mine: boolean, size: number) => {
    canvas.font = `${tiny && !mine ? 400 : 600} ${size}px ${ink.font}`;
    canvas.fillStyle = mine ? ink.ink : tiny ? ink.ink2 : ink.ink3;
  };
  band(0, top - 4, left, height - top);
  canvas.textAlign = 'right';
  for (const [index, { site, start, end }] of view.sites.entries()) {
    const [a, b] = [top + (offsets[start] ?? 0) - scrollY, top + (offsets[end - 1] ?? 0) + pitch - scrollY];
    canvas.strokeStyle = ink.line2;
    canvas.lineWidth = 1;
    if (!tiny) line(canvas, 8.5, a, 8.5, b);
    else if (b - a >= 11) {
      siteText(at !== undefined && view.siteIndex[at.row] === index, 11.5);
      canvas.fillText(cutName(canvas, site.name, left - 30), left - 18, (a + b) / 2 + 4);
    }
  }
  for (let row = shown.rows.start; row < shown.rows.end; row += 1) {
    const cluster = view.clusters[row];
    if (!cluster) continue;
    const y = top + (offsets[row] ?? 0) - scrollY + pitch / 2;
    if (cluster.status !== 'up') drawGlyph(canvas, ink, cluster.status, tiny ? left - 8 : 24, y, tiny ? 9 : 12);
    if (tiny) continue;
    name(row, at?.row);
    canvas.fillText(cutName(canvas, cluster.name, left - 46), left - 10, y + 4);
  }
  canvas.restore();
  band(left - 4, 0, width - left, top);
  for (const [index, { site, start, end }] of view.sites.entries()) {
    const [a, b] = [left + (offsets[start] ?? 0) - scrollX, left + (offsets[end - 1] ?? 0) + pitch - scrollX];
    const mine = at !== undefined && view.siteIndex[at.column] === index;
    canvas.textAlign = 'left';
    if (tiny) {
      if (b - a < 11) continue;
      siteText(mine, 11.5);
      canvas.save();
      canvas.translate((a + b) / 2 + 2, top - 10);
      canvas.rotate((-42 * Math.PI) / 180);
      canvas.fillText(cutName(canvas, site.name, 110), 0, 0);
      canvas.restore();
      continue;
    }
    siteText(mine, 11);
    canvas.fillText(cutName(canvas, site.name, b - a), a, 14);
    canvas.strokeStyle = ink.line2;
    line(canvas, a, 20.5, b, 20.5);
  }
  for (let column = shown.columns.start; !tiny && column < shown.columns.end; column += 1) {
    const cluster = view.clusters[column];
    if (!cluster) continue;
    const chosen = column === at?.column || column === hover?.column;
    canvas.font = `${chosen ? 600 : 400} 12.5px ${ink.font}`;
    canvas.fillStyle = chosen ? ink.ink : ink.ink2;
    canvas.textAlign = 'left';
    canvas.save();
    canvas.translate(left + (offsets[column] ?? 0) - scrollX + pitch / 2 + 4, top - 8);
    canvas.rotate(-Math.PI / 2);
    canvas.fillText(cutName(canvas, cluster.name, top - 28), 0, 0);
    canvas.restore();
  }
  canvas.restore();
  canvas.fillStyle = ink.ink3;
  canvas.font = `400 11px ${ink.font}`;
  canvas.textAlign = 'right';
  canvas.fillText(tiny ? 'from ↓ to →' : 'to →', left - 10, tiny ? top - 10 : 14);
  if (tiny) return;
  canvas.fillText('from ↓', left - 10, top - 8);
  const bottom = top + layout.extent - scrollY;
  if (bottom > top) canvas.fillText('to, worst first', left - 10, bottom + 24);
  canvas.textAlign = 'left';
  const end = left + layout.extent - scrollX;
  if (end > left) canvas.fillText('from, worst first', end + 16, top - 8);
}

/** Paints the part of the matrix that its window shows. */
export function paintMatrix(canvas: CanvasRenderingContext2D, scene: MatrixScene): void {
  const { layout, ink, scrollX, scrollY, width, height, view, filter } = scene;
  canvas.clearRect(0, 0, width, height);
  const shown: CellWindow = {
    rows: rowsBetween(layout, scrollY, scrollY + height - layout.top),
    columns: rowsBetween(layout, scrollX, scrollX + width - layout.left),
  };
  paintBands(canvas, scene);
  canvas.save();
  canvas.beginPath();
  canvas.rect(layout.left - 4, layout.top - 4, width, height);
  canvas.clip();
  canvas.translate(layout.left - scrollX, layout.top - scrollY);
  paintSites(canvas, scene);
  paintCells(canvas, ink, view, filter, layout, shown);
  paintRollUps(canvas, scene, shown);
  paintRings(canvas, scene);
  canvas.restore();
  paintNames(canvas, scene, shown);
}
