import { type Box, overlap } from './site-box.ts';
import type { Point } from './stroke.ts';

interface Size {
  w: number;
  h: number;
}

/** Room for lines and their labels between two cards. */
const AIR = { few: 64, many: 44 };
/** So many sites stand on one fixed curve; more are fitted to the screen. */
const FEW = 6;
/** The room that a map usually has, px; only its shape matters. */
const SCREEN: Size = { w: 1056, h: 690 };
const ASPECTS = [0.9, 1.1, 1.3, 1.5, 1.8, 2.2];
const SAMPLES = 720;

/** A closed curve between an ellipse (1) and a rectangle (towards 0), half a px wide and high per unit. */
function curve(angle: number, roundness: number): Point {
  const pull = (value: number) => Math.sign(value) * Math.abs(value) ** roundness;
  return [pull(Math.cos(angle)), pull(Math.sin(angle))];
}

function boxesAt(points: readonly Point[], sizes: readonly Size[], rx: number, ry: number): Box[] {
  return sizes.map(({ w, h }, index) => {
    const [x, y] = points[index] ?? [0, 0];
    return { x: Math.round(rx * x - w / 2), y: Math.round(ry * y - h / 2), w, h };
  });
}

/** Grows a picture until no two cards come closer than the air. */
function growUntilFree(draw: (grow: number) => Box[], air: number): Box[] {
  for (let grow = 1; ; grow *= 1.05) {
    const boxes = draw(grow);
    if (boxes.every((box, index) => boxes.slice(index + 1).every((other) => !overlap(box, other, air)))) return boxes;
  }
}

/** How large a picture appears when it is fitted to the screen. */
function zoomOf(boxes: readonly Box[]): number {
  const w = Math.max(...boxes.map((box) => box.x + box.w)) - Math.min(...boxes.map((box) => box.x));
  const h = Math.max(...boxes.map((box) => box.y + box.h)) - Math.min(...boxes.map((box) => box.y));
  return Math.min(SCREEN.w / w, SCREEN.h / h);
}

/**
 * Points along an ellipse, from the left and clockwise, so that two neighbours are equally far apart as cards see it:
 * beside each other they need their width, above each other their height.
 */
function spread(count: number, aspect: number, card: Size): Point[] {
  const ring = Array.from({ length: SAMPLES + 1 }, (_, index) => curve(Math.PI + (2 * Math.PI * index) / SAMPLES, 1));
  const lengths = [0];
  for (const [index, [x, y]] of ring.entries()) {
    const [px, py] = ring[index - 1] ?? [x, y];
    const step = Math.max((Math.abs(x - px) * aspect) / card.w, Math.abs(y - py) / card.h);
    if (index > 0) lengths.push((lengths[index - 1] ?? 0) + step);
  }
  const whole = lengths[SAMPLES] ?? 1;
  return Array.from({ length: count }, (_, index) => {
    const at = lengths.findIndex((length) => length >= (whole * index) / count);
    return ring[Math.max(0, at)] ?? [0, 0];
  });
}

/**
 * Places for cards of these sizes when nobody has moved them: round a ring, in the order given, clockwise from the left,
 * as tight as their sizes allow; no three stand in one row, or a line would run behind a card. The same fleet always gets
 * the same picture.
 */
export function placeSites(sizes: readonly Size[]): Box[] {
  const count = sizes.length;
  if (count < 2) return sizes.map(({ w, h }) => ({ x: 0, y: 0, w, h }));
  if (count <= FEW) {
    const step = (2 * Math.PI) / count;
    // The second card stands at the top.
    const points = sizes.map((_, index) => curve(-Math.PI / 2 + (index - 1) * step, 0.5));
    return growUntilFree((grow) => boxesAt(points, sizes, 398 * grow, 276 * grow), AIR.few);
  }
  const card = {
    w: Math.max(...sizes.map(({ w }) => w)) + AIR.many,
    h: Math.max(...sizes.map(({ h }) => h)) + AIR.many,
  };
  const pictures = ASPECTS.map((aspect) => {
    const points = spread(count, aspect, card);
    return growUntilFree((grow) => boxesAt(points, sizes, 200 * aspect * grow, 200 * grow), AIR.many);
  });
  return pictures.reduce((best, picture) => (zoomOf(picture) > zoomOf(best) ? picture : best));
}
