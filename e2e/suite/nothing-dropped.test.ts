import { describe, expect, it, vi } from 'vitest';
import { layOut, rowsBetween } from '#components/matrix/matrix-geometry.ts';
import type { Ink } from '#components/matrix/matrix-ink.ts';
import { paintCells } from '#components/matrix/paint-cells.ts';
import { paintMatrix } from '#components/matrix/paint-matrix.ts';
import { drawTrunks } from '#components/topology/map-drawing.ts';
import { cardRows, cardSize } from '#components/topology/site-box.ts';
import { placeSites } from '#components/topology/site-layout.ts';
import { makeTrunks } from '#components/topology/trunk.ts';
import { chance } from '#e2e/simulator/chance.ts';
import type { FleetMatrix } from '#lib/api/fleet.ts';
import { parseAddress } from '#lib/client/address.ts';
import { filterFleet } from '#lib/client/fleet-filter.ts';
import { FleetView } from '#lib/client/fleet-view.ts';
import { type MadeDirection, type MadeSite, makeFleet } from '#lib/client/made-fleet.ts';
import { siteBlocks } from '#lib/client/site-block.ts';
import { worstDirections } from '#lib/client/worst-directions.ts';
import {
  type Counts,
  compareMarks,
  emptyCounts,
  MARKS,
  type Mark,
  markOf,
  Status,
  worstMark,
} from '#lib/model/status.ts';

/** Fleets from 2 to 255 clusters at 1 to 40 places, sparse and full, quiet and on fire; the seed is the test's name. */
const SEEDS = Array.from({ length: 60 }, (_, seed) => seed);

interface Known {
  fleet: FleetMatrix;
  view: FleetView;
  /** What each direction is, by `from>to`: what the drawings are held against. */
  marks: ReadonlyMap<string, Mark>;
}

function randomFleet(seed: number): Known {
  const clusters = seed % 10 === 0 ? 255 : 2 + Math.floor(chance(seed, 'clusters') ** 2 * 120);
  const places = Array.from({ length: 1 + Math.floor(chance(seed, 'sites') * 39) }, (_, index): MadeSite => {
    const kind = (['on-prem', 'cloud', 'edge', 'unplaced'] as const)[index % 4] ?? 'cloud';
    return { id: `s${index}`, name: `Place ${index}`, kind, clusters: [] };
  });
  for (let index = 0; index < clusters; index += 1)
    places[Math.floor(chance(seed, 'place', index) ** 2 * places.length)]?.clusters.push(`c${index}`);
  const fire = chance(seed, 'fire') ** 3;
  const linked = chance(seed, 'linked') < 0.5 ? 1 : chance(seed, 'share');
  const marks = new Map<string, Mark>();
  const judge = (from: string, to: string): MadeDirection | null => {
    const [a, b] = [from, to].sort();
    if (chance(seed, 'link', a ?? '', b ?? '') >= linked) return null;
    const burns = chance(seed, from, to) < fire;
    const status = burns ? (Status.options[Math.floor(chance(seed, 'status', from, to) * 6)] ?? 'down') : 'up';
    const made: MadeDirection = { status, conflict: burns && chance(seed, 'conflict', from, to) < 0.2 };
    marks.set(`${from}>${to}`, markOf({ status, conflict: made.conflict === true }));
    return made;
  };
  const fleet = makeFleet(
    places.filter((place) => place.clusters.length > 0),
    judge,
  );
  // Of every tenth fleet the places of some clusters are not told: they are drawn all the same.
  const shown = seed % 10 === 3 ? { ...fleet, sites: fleet.sites.slice(1) } : fleet;
  return { fleet: shown, view: new FleetView(shown), marks };
}

function countOf(marks: Iterable<Mark>): Record<Mark, number> {
  const counts = Object.fromEntries(MARKS.map((mark) => [mark, 0])) as Record<Mark, number>;
  for (const mark of marks) counts[mark] += 1;
  return counts;
}

function sum(all: readonly Counts[]): Record<Mark, number> {
  const total = emptyCounts();
  for (const counts of all) for (const mark of MARKS) total[mark] += counts[mark];
  return Object.fromEntries(MARKS.map((mark) => [mark, total[mark]])) as Record<Mark, number>;
}

/** A canvas that remembers where paths were begun, and what was written where. */
function recordingCanvas() {
  const points: [number, number][] = [];
  const texts: { text: string; x: number; y: number }[] = [];
  const point = (x: number, y: number) => void points.push([x, y]);
  // Frames of cells and figures are no marks.
  const known: Record<string, unknown> = { moveTo: point, rect: point, roundRect: point, translate: point };
  known.fillText = (text: string, x: number, y: number) => void texts.push({ text, x, y });
  const canvas = new Proxy(known, {
    get: (target, name) => target[String(name)] ?? (() => ({ width: 0 })),
    set: () => true,
  });
  return { canvas: canvas as unknown as CanvasRenderingContext2D, points, texts };
}

const INK: Ink = {
  ...{ bg: '#fff', hover: '#eee', line: '#ddd', line2: '#ccc', ink: '#000', ink2: '#333', ink3: '#666' },
  ...{ accent: '#00f', onDown: '#fff', font: 'sans-serif' },
  marks: Object.fromEntries(MARKS.map((mark) => [mark, '#123'])) as Record<Mark, string>,
};
// Node has no canvas: what its paths hold is not looked at, where they begin is.
vi.stubGlobal('Path2D', class {});

describe.each(SEEDS)('random fleet %i: nothing abnormal is dropped or uncounted', (seed) => {
  const { fleet, view, marks } = randomFleet(seed);
  const truth = countOf(marks.values());
  const abnormal = [...marks].filter(([, mark]) => mark !== 'up').map(([id]) => id);
  const nameOf = (row: number, column: number) => `${view.clusters[row]?.id}>${view.clusters[column]?.id}`;

  it('totals, rows, columns, blocks of sites and trunks all count every direction once', () => {
    const rows = view.clusters.map((_, row) => row);
    const trunks = makeTrunks(view).flatMap(({ there, back }) => [there, back]);
    expect(sum([fleet.totals])).toEqual(truth);
    expect(sum(rows.map((row) => view.countFrom(row)))).toEqual(truth);
    expect(sum(rows.map((row) => view.countTo(row)))).toEqual(truth);
    expect(sum(siteBlocks(view).map(({ counts }) => counts))).toEqual(truth);
    expect(sum([...trunks, ...view.sites.map((site) => view.count(site, site))])).toEqual(truth);
  });

  it('the list beside the drawing has every direction that is not up', () => {
    const listed = worstDirections(view, filterFleet(view, everything()));
    expect(listed.map(({ row, column }) => nameOf(row, column)).sort()).toEqual(abnormal.sort());
  });

  it('with any filter, what it keeps and what it leaves out are all there is', () => {
    const place = view.clusters[Math.floor(chance(seed, 'filter') * view.size)]?.id ?? '';
    for (const address of [`from=${place}`, `site=${view.sites[0]?.site.id}`, 'status=down,stale', 'q=1']) {
      const { inside, outside } = filterFleet(view, parseAddress(new URLSearchParams(address)));
      expect(sum([inside, outside])).toEqual(truth);
    }
  });

  it('the map draws every trunk in its worst marks, and writes the counts of all that is not up', () => {
    const cards = view.sites.map((site) => cardRows(view, site));
    const trunks = makeTrunks(view);
    const drawn = drawTrunks(view, trunks, placeSites(cards.map(cardSize)), undefined, false);
    expect(drawn.map(({ trunk }) => trunk.key)).toEqual(trunks.map(({ key }) => key));
    for (const { trunk, strokes, lines } of drawn) {
      const ways = trunk.alike ? [trunk.there] : [trunk.there, trunk.back];
      expect(strokes.map(({ mark }) => mark)).toEqual(ways.map(worstMark));
      const written = lines.map(({ pieces }) =>
        pieces.flatMap((piece) => (piece.kind === 'glyph' ? [piece.mark] : piece.kind === 'count' ? [piece.text] : [])),
      );
      const due = ways.map((counts) =>
        MARKS.filter((mark) => mark !== 'up' && counts[mark] > 0).flatMap((mark) => [mark, String(counts[mark])]),
      );
      expect(written).toEqual(due);
    }
  });

  it('a card that lists some clusters lists the worst, and says how many it left out and how bad they are', () => {
    for (const site of view.sites) {
      const { rows, more, worst } = cardRows(view, site);
      expect(rows.length + more).toBe(site.end - site.start);
      if (rows.length === 0 || more === 0) continue;
      const worstOf = (row: number) => worstMark(view.countTouching(row));
      const hidden = Array.from({ length: site.end - site.start }, (_, index) => site.start + index)
        .filter((row) => !rows.includes(row))
        .map(worstOf);
      const first = hidden.toSorted(compareMarks)[0];
      expect(worst).toEqual({ mark: first, count: hidden.filter((mark) => mark === first).length });
      for (const row of rows) expect(compareMarks(worstOf(row), first ?? 'up')).toBeLessThanOrEqual(0);
    }
  });

  it('the matrix paints every cell that is not up, wherever it is scrolled to', () => {
    const layout = layOut(view);
    const { canvas, points } = recordingCanvas();
    const filter = filterFleet(view, everything());
    const step = 200 + Math.floor(chance(seed, 'window') * 600);
    for (let y = 0; y < layout.extent; y += step)
      for (let x = 0; x < layout.extent; x += step) {
        const rows = rowsBetween(layout, y, y + step);
        paintCells(canvas, INK, view, filter, layout, { rows, columns: rowsBetween(layout, x, x + step) });
      }
    const painted = new Set(points.map(([x, y]) => `${placeOf(layout.offsets, y)},${placeOf(layout.offsets, x)}`));
    const missing = abnormal.filter((id) => {
      const [from = '', to = ''] = id.split('>');
      return !painted.has(`${view.rowOf.get(from)},${view.rowOf.get(to)}`);
    });
    expect(missing).toEqual([]);
  });

  it('beside each row of the matrix all that is not up is counted, where there is room for numbers', () => {
    const { layout, texts, from } = margins(view);
    const told = from.map((_, row) => {
      const y = (layout.offsets[row] ?? 0) + layout.pitch / 2 + 4;
      const beside = texts.filter((one) => one.y === y && one.x > layout.extent + 15);
      const [, total] = /(\d+)(?: up)?$/.exec(beside.at(-1)?.text ?? '') ?? [];
      const numbers = beside.flatMap(({ text }) => text.match(/^\+?\d+(?= |$)(?! up)/)?.map(Number) ?? []);
      return { total: Number(total), notUp: numbers.reduce((all, one) => all + one, 0) };
    });
    if (layout.detail !== 'tiny') expect(told).toEqual(from.map(({ total, up }) => ({ total, notUp: total - up })));
  });

  it('below each column of the matrix too', () => {
    const { layout, texts, to } = margins(view);
    const told = to.map((_, column) => {
      const x = (layout.offsets[column] ?? 0) + layout.pitch / 2;
      const below = texts.filter((one) => Math.abs(one.x - x) <= 2 && one.y > layout.extent + 15);
      const words = below.map(({ text }) => text).filter((text) => /^(up|[+/]?\d+|\+\d+\/\d+)$/.test(text));
      const first = (text: string) => Number.parseInt(text, 10) || 0;
      if (words.at(-1) === 'up') return { total: first(words[0] ?? ''), notUp: 0 };
      const total = Number(words.at(-1)?.split('/')[1]);
      return { total, notUp: words.reduce((all, one) => all + first(one), 0) };
    });
    if (layout.detail !== 'tiny') expect(told).toEqual(to.map(({ total, up }) => ({ total, notUp: total - up })));
  });
});

/** What is written around the whole matrix, and what it should count. */
function margins(view: FleetView) {
  const layout = layOut(view);
  const { canvas, texts } = recordingCanvas();
  const rows = view.clusters.map((_, row) => row);
  const [from, to] = [rows.map((row) => view.countFrom(row)), rows.map((row) => view.countTo(row))];
  const still = { selected: undefined, hover: undefined, scrollX: 0, scrollY: 0, width: 5000, height: 5000 };
  paintMatrix(canvas, { view, filter: filterFleet(view, everything()), layout, ink: INK, from, to, ...still });
  return { layout, texts, from, to };
}

const everything = () => parseAddress(new URLSearchParams());

/** The last row or column that begins at or before a point. */
function placeOf(offsets: readonly number[], at: number): number {
  return offsets.findLastIndex((offset) => offset <= at + 0.001);
}
