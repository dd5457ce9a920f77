import type { FleetView } from '#lib/client/fleet-view.ts';
import { type Mark, worstMark } from '#lib/model/status.ts';
import { type Box, besideLine, type CardRows, centreOf, leaveBox, lineOf, overlap } from './site-box.ts';
import { harpoonStroke, type Point, type Stroke, singleStroke } from './stroke.ts';
import { type Trunk, worstOfTrunk } from './trunk.ts';
import { type LabelLine, labelLines, labelSize, placeLabels } from './trunk-label.ts';

/** One line of the map with the mark that it shows. */
export interface DrawnStroke extends Stroke {
  mark: Mark;
}

export interface DrawnTrunk {
  trunk: Trunk;
  p: Point;
  q: Point;
  strokes: DrawnStroke[];
  lines: LabelLine[];
  /** Where the label lies; nothing where a quiet one found no room. */
  label: Box | undefined;
}

/** The selected link, drawn from cluster to cluster, out of its trunk. */
export interface DrawnLink {
  p: Point;
  q: Point;
  strokes: DrawnStroke[];
}

/** The rows of a selected link's two clusters. */
export interface SelectedRows {
  a: number;
  b: number;
}

const TITLE_LINE = 24;

function stroke(p: Point, q: Point, there: Mark, back: Mark, alike: boolean): DrawnStroke[] {
  if (alike) return [{ ...singleStroke(p, q, there), mark: there }];
  return [
    { ...harpoonStroke(p, q, there), mark: there },
    { ...harpoonStroke(q, p, back), mark: back },
  ];
}

/** Draws the selected link between the lines of its clusters; nothing while both stand on one card. */
export function drawLink(
  view: FleetView,
  selected: SelectedRows,
  boxes: readonly Box[],
  cards: readonly CardRows[],
): DrawnLink | undefined {
  const [sa, sb] = [view.siteIndex[selected.a] ?? -1, view.siteIndex[selected.b] ?? -1];
  const [from, to, cardA, cardB] = [boxes[sa], boxes[sb], cards[sa], cards[sb]];
  const [there, back] = [view.mark(selected.a, selected.b), view.mark(selected.b, selected.a)];
  if (sa === sb || !from || !to || !cardA || !cardB || !there || !back) return undefined;
  const p = besideLine(from, to, lineOf(cardA, selected.a));
  const q = besideLine(to, from, lineOf(cardB, selected.b));
  return { p, q, strokes: stroke(p, q, there, back, false) };
}

/** Ends of a trunk; where a selected link leaves it, it starts at the sites' names instead. */
function endsOf(from: Box, to: Box, makesRoom: boolean): [Point, Point] {
  if (!makesRoom) return [leaveBox(from, centreOf(to)), leaveBox(to, centreOf(from))];
  const beside = from.x + from.w <= to.x || to.x + to.w <= from.x;
  if (beside) return [besideLine(from, to, TITLE_LINE), besideLine(to, from, TITLE_LINE)];
  const [p, q] = [leaveBox(from, centreOf(to)), leaveBox(to, centreOf(from))];
  const aside = from.w / 4;
  return [
    [p[0] - aside, p[1]],
    [q[0] - aside, q[1]],
  ];
}

/** Small boxes along a line, for labels to keep off. */
function beads({ p, q }: DrawnLink): Box[] {
  const count = Math.ceil(Math.hypot(q[0] - p[0], q[1] - p[1]) / 12);
  return Array.from({ length: count + 1 }, (_, index) => ({
    x: p[0] + ((q[0] - p[0]) * index) / count - 9,
    y: p[1] + ((q[1] - p[1]) * index) / count - 9,
    w: 18,
    h: 18,
  }));
}

/** Draws the trunks, in their order (worst last), with labels placed worst first. */
export function drawTrunks(
  view: FleetView,
  trunks: readonly Trunk[],
  boxes: readonly Box[],
  link: { rows: SelectedRows; drawn: DrawnLink } | undefined,
  withQuietLabels: boolean,
): DrawnTrunk[] {
  const ends = link ? [view.siteIndex[link.rows.a] ?? -1, view.siteIndex[link.rows.b] ?? -1].sort((x, y) => x - y) : [];
  const drawn: DrawnTrunk[] = [];
  for (const trunk of trunks) {
    const [from, to] = [boxes[trunk.a], boxes[trunk.b]];
    if (!from || !to) continue;
    const left = trunk.a === ends[0] && trunk.b === ends[1];
    const alone = left && trunk.there.total + trunk.back.total <= 2;
    const [p, q] = endsOf(from, to, left);
    const strokes = alone ? [] : stroke(p, q, worstMark(trunk.there), worstMark(trunk.back), trunk.alike);
    drawn.push({ trunk, p, q, strokes, lines: labelLines(trunk, p, q), label: undefined });
  }
  const quiet = (one: DrawnTrunk) => worstOfTrunk(one.trunk) === 'up';
  // A trunk whose only link is drawn by itself has no line that a label could stand on.
  const loudFirst = drawn.toReversed().filter((one) => one.strokes.length > 0 && (withQuietLabels || !quiet(one)));
  const wishes = loudFirst.map((one) => ({ ...labelSize(one.lines), p: one.p, q: one.q, quiet: quiet(one) }));
  const obstacles = link ? [...boxes, ...beads(link.drawn)] : boxes;
  const places = placeLabels(wishes, obstacles);
  for (const [index, one] of loudFirst.entries()) one.label = places[index];
  return drawn;
}

/** Whether any two labels, or a label and a card, lie over each other. */
export function labelsCollide(drawn: readonly DrawnTrunk[], boxes: readonly Box[]): boolean {
  const labels = drawn.flatMap(({ label }) => (label ? [label] : []));
  return labels.some(
    (label, index) =>
      labels.slice(index + 1).some((other) => overlap(label, other)) || boxes.some((box) => overlap(label, box)),
  );
}
