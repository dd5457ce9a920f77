import { GLYPH_GRID, GLYPHS } from '#components/ui/glyph.tsx';
import { MARKS, type Mark } from '#lib/model/status.ts';

/** The tokens as a canvas needs them: values, not names. Read again when the theme changes. */
export interface Ink {
  bg: string;
  hover: string;
  line: string;
  line2: string;
  ink: string;
  ink2: string;
  ink3: string;
  accent: string;
  onDown: string;
  font: string;
  marks: Record<Mark, string>;
}

/** Reads the tokens that hold at an element. */
export function readInk(element: Element): Ink {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    bg: token('bg'),
    hover: token('hover'),
    line: token('line'),
    line2: token('line-2'),
    ink: token('ink'),
    ink2: token('ink-2'),
    ink3: token('ink-3'),
    accent: token('accent'),
    onDown: token('on-down'),
    font: token('font'),
    marks: Object.fromEntries(MARKS.map((mark) => [mark, token(`st-${mark}`)])) as Record<Mark, string>,
  };
}

const paths = new Map<string, Path2D>();

function pathOf(d: string): Path2D {
  const held = paths.get(d) ?? new Path2D(d);
  paths.set(d, held);
  return held;
}

/** Draws a silhouette centred on x, y; `colour` replaces its hue. */
export function drawGlyph(
  canvas: CanvasRenderingContext2D,
  ink: Ink,
  mark: Mark,
  x: number,
  y: number,
  size: number,
  colour = ink.marks[mark],
): void {
  canvas.save();
  canvas.translate(x - size / 2, y - size / 2);
  canvas.scale(size / GLYPH_GRID, size / GLYPH_GRID);
  canvas.lineCap = 'round';
  for (const part of GLYPHS[mark]) {
    const paint = part.on ? ink.onDown : colour;
    canvas.lineJoin = part.join ? 'round' : 'miter';
    if (part.fill) {
      canvas.fillStyle = paint;
      canvas.fill(pathOf(part.d));
    }
    if (part.width) {
      canvas.strokeStyle = paint;
      canvas.lineWidth = part.width;
      canvas.stroke(pathOf(part.d));
    }
  }
  canvas.restore();
}

/** Adds the 7 px form of a mark to the current path: full square, bars, triangle, ring, dots, stripes, a point. */
export function addTinyMark(canvas: CanvasRenderingContext2D, mark: Mark, x: number, y: number, k = 7): void {
  switch (mark) {
    case 'up':
      canvas.rect(x + k / 2 - 1, y + k / 2 - 1, 2, 2);
      return;
    case 'down':
      canvas.rect(x, y, k, k);
      return;
    case 'degraded':
      canvas.moveTo(x, y + k);
      canvas.lineTo(x + k, y + k);
      canvas.lineTo(x + k / 2, y);
      canvas.closePath();
      return;
    case 'stale':
      canvas.moveTo(x + k - 1, y + k / 2);
      canvas.arc(x + k / 2, y + k / 2, k / 2 - 1, 0, Math.PI * 2);
      return;
    case 'unknown':
      for (const dx of [1, k - 2.6]) for (const dy of [1, k - 2.6]) canvas.rect(x + dx, y + dy, 1.6, 1.6);
      return;
    case 'maintenance':
      canvas.moveTo(x, y + k * 0.55);
      canvas.lineTo(x + k * 0.55, y);
      canvas.moveTo(x + k * 0.2, y + k);
      canvas.lineTo(x + k, y + k * 0.2);
      return;
    case 'conflict':
      canvas.moveTo(x, y + 1.8);
      canvas.lineTo(x + k, y + 1.8);
      canvas.moveTo(x, y + k - 1.8);
      canvas.lineTo(x + k, y + k - 1.8);
      canvas.moveTo(x + k - 1.2, y);
      canvas.lineTo(x + 1.2, y + k);
  }
}

const STROKED: Partial<Record<Mark, number>> = { stale: 1.3, maintenance: 1.4, conflict: 1.4 };

/** Draws the current path in the ink of a mark's 7 px form. */
export function paintTinyMarks(canvas: CanvasRenderingContext2D, ink: Ink, mark: Mark): void {
  const width = STROKED[mark];
  if (width) {
    canvas.strokeStyle = ink.marks[mark];
    canvas.lineWidth = width;
    canvas.stroke();
  } else {
    canvas.fillStyle = ink.marks[mark];
    canvas.fill();
  }
}
