import { describe, expect, it } from 'vitest';
import { FleetView } from '#lib/client/fleet-view.ts';
import { largeFleet, makeFleet, retailFleet } from '#lib/client/made-fleet.ts';
import { emptyCounts, MARKS, worstMark } from '#lib/model/status.ts';
import { drawLink, drawTrunks, labelsCollide } from './map-drawing.ts';
import { cardRows, cardSize, overlap } from './site-box.ts';
import { placeSites } from './site-layout.ts';
import { makeTrunks, worstOfTrunk } from './trunk.ts';

const fleets = {
  'a retail fleet': retailFleet(),
  '50 clusters at 12 sites': largeFleet(50, 12),
  '100 clusters at 9 sites': largeFleet(100, 9),
  '90 clusters at 30 sites': largeFleet(90, 30),
};

function draw(fleet: ReturnType<typeof retailFleet>) {
  const view = new FleetView(fleet);
  const cards = view.sites.map((site) => cardRows(view, site));
  const boxes = placeSites(cards.map(cardSize));
  const trunks = makeTrunks(view);
  return { view, cards, boxes, trunks };
}

describe.each(Object.entries(fleets))('the map of %s', (_, fleet) => {
  const { view, cards, boxes, trunks } = draw(fleet);

  it('counts every direction once: in a trunk, or within its site', () => {
    const sum = emptyCounts();
    const add = (counts: typeof sum) => {
      for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += counts[key];
    };
    for (const { there, back } of trunks) {
      add(there);
      add(back);
    }
    for (const site of view.sites) add(view.count(site, site));
    expect(sum).toEqual(fleet.totals);
  });

  it('draws every trunk, each lane in its worst mark, worst on top', () => {
    const drawn = drawTrunks(view, trunks, boxes, undefined, false);
    expect(drawn.length).toBe(trunks.length);
    for (const { trunk, strokes } of drawn) {
      const marks = trunk.alike ? [worstMark(trunk.there)] : [worstMark(trunk.there), worstMark(trunk.back)];
      expect(strokes.map((stroke) => stroke.mark)).toEqual(marks);
    }
    const ranks = drawn.map(({ trunk }) => MARKS.indexOf(worstOfTrunk(trunk)));
    expect(ranks).toEqual([...ranks].sort((a, b) => b - a));
  });

  it('labels everything that is not up with all of its counts', () => {
    for (const { trunk, label, lines } of drawTrunks(view, trunks, boxes, undefined, false)) {
      if (worstOfTrunk(trunk) === 'up') continue;
      expect(label).toBeDefined();
      const said = lines.flatMap((line) =>
        line.pieces.flatMap((piece) => (piece.kind === 'glyph' ? [piece.mark] : [])),
      );
      const counted = (trunk.alike ? [trunk.there] : [trunk.there, trunk.back]).flatMap((counts) =>
        MARKS.filter((mark) => mark !== 'up' && counts[mark] > 0),
      );
      expect(said).toEqual(counted);
    }
  });

  it('keeps cards apart, and gives the same picture again', () => {
    for (const [index, box] of boxes.entries()) {
      expect(boxes.slice(index + 1).some((other) => overlap(box, other, 20))).toBe(false);
    }
    expect(placeSites(cards.map(cardSize))).toEqual(boxes);
  });
});

it('finds room for the labels of a fleet of five sites', () => {
  const { view, boxes, trunks } = draw(retailFleet());
  expect(labelsCollide(drawTrunks(view, trunks, boxes, undefined, true), boxes)).toBe(false);
});

it('takes the selected link out of its trunk, from cluster to cluster', () => {
  const { view, cards, boxes, trunks } = draw(retailFleet());
  const rows = { a: view.rowOf.get('fra-stock') ?? -1, b: view.rowOf.get('dub-shop') ?? -1 };
  const link = drawLink(view, rows, boxes, cards);
  expect(link?.strokes.map((stroke) => stroke.mark)).toEqual(['down', 'up']);
  const before = drawTrunks(view, trunks, boxes, undefined, true).find(({ trunk }) => trunk.key === 'fra|dub');
  const after = drawTrunks(view, trunks, boxes, link && { rows, drawn: link }, true).find(
    ({ trunk }) => trunk.key === 'fra|dub',
  );
  expect(after?.trunk).toEqual(before?.trunk);
  expect(after?.p).not.toEqual(before?.p);
  expect(drawLink(view, { a: rows.a, b: rows.a - 1 }, boxes, cards)).toBeUndefined();
});

it('lists up to eight clusters, else the worst six and a count of the rest', () => {
  const view = new FleetView(largeFleet(50, 5));
  const [site] = view.sites;
  if (!site) throw new Error('the fleet has sites');
  const { rows, more, worst } = cardRows(view, site);
  expect(rows.length + more).toBe(10);
  expect(rows.length).toBe(6);
  const ranks = (list: number[]) => list.map((row) => MARKS.indexOf(worstMark(view.countTouching(row))));
  const left = Array.from({ length: 10 }, (_, index) => site.start + index).filter((row) => !rows.includes(row));
  expect(Math.max(...ranks(rows))).toBeLessThanOrEqual(Math.min(...ranks(left)));
  const least = Math.min(...ranks(left));
  expect(worst).toEqual({ mark: MARKS[least], count: ranks(left).filter((rank) => rank === least).length });
});

it('leaves no label where the only link of a trunk is drawn by itself', () => {
  const sites = ['a', 'b'].map((id) => ({ id, name: id, kind: 'edge' as const, clusters: [`${id}-1`] }));
  const { view, cards, boxes, trunks } = draw(makeFleet(sites, () => ({ status: 'down' })));
  const rows = { a: 0, b: 1 };
  const link = drawLink(view, rows, boxes, cards);
  expect(drawTrunks(view, trunks, boxes, undefined, true)[0]?.label).toBeDefined();
  expect(drawTrunks(view, trunks, boxes, link && { rows, drawn: link }, true)[0]).toMatchObject({
    strokes: [],
    label: undefined,
  });
});
