import { describe, expect, it } from 'vitest';
import { FleetView } from '#lib/client/fleet-view.ts';
import { largeFleet, retailFleet } from '#lib/client/made-fleet.ts';
import { badBlocks, siteBlocks } from '#lib/client/site-block.ts';
import { indexAt, layOut, rowsBetween } from './matrix-geometry.ts';
import { readCell } from './reading.ts';

describe.each([
  ['12 clusters', retailFleet(), 'rtt'],
  ['30 clusters', largeFleet(30, 4), 'glyph'],
  ['100 clusters', largeFleet(100, 12), 'tiny'],
])('the matrix of %s', (_, fleet, detail) => {
  const view = new FleetView(fleet);
  const layout = layOut(view);

  it('is drawn in the detail that fits', () => expect(layout.detail).toBe(detail));

  it('finds each cell where it was put, and nothing between sites', () => {
    for (const [index, offset] of layout.offsets.entries()) {
      expect(indexAt(layout, offset)).toBe(index);
      expect(indexAt(layout, offset + layout.pitch - 1)).toBe(index);
    }
    const second = view.sites[1]?.start ?? 0;
    expect(indexAt(layout, (layout.offsets[second] ?? 0) - 1)).toBeUndefined();
    expect(indexAt(layout, -1)).toBeUndefined();
    expect(indexAt(layout, layout.extent)).toBeUndefined();
  });

  it('draws every row that a window touches', () => {
    expect(rowsBetween(layout, 0, layout.extent)).toEqual({ start: 0, end: view.size });
    const { start, end } = rowsBetween(layout, 100, 200);
    for (const [index, offset] of layout.offsets.entries()) {
      const touches = offset + layout.pitch > 100 && offset < 200;
      expect(index >= start && index < end).toBe(touches);
    }
  });

  it('has blocks that add up to the fleet, and lists all that are not up', () => {
    const blocks = siteBlocks(view);
    expect(blocks.reduce((sum, block) => sum + block.counts.total, 0)).toBe(fleet.totals.total);
    const abnormal = badBlocks(blocks).reduce((sum, { counts }) => sum + counts.total - counts.up, 0);
    expect(abnormal).toBe(fleet.totals.total - fleet.totals.up);
    expect(badBlocks(blocks)[0]?.worst).toBe('down');
  });
});

it('reads a cell both ways, with the witness that is missing', () => {
  const view = new FleetView(retailFleet());
  const at = (id: string) => view.rowOf.get(id) ?? -1;
  expect(readCell(view, { row: at('fra-stock'), column: at('dub-shop') })).toMatch(
    /^fra-stock → dub-shop: down, in conflict, path, 24\.6 ms · back: up/,
  );
  expect(readCell(view, { row: at('lej-robot'), column: at('dub-pay') })).toContain('1 of 2 witnesses');
  expect(readCell(view, { row: at('fra-legacy'), column: at('bru-ml') })).toContain('no link');
});
