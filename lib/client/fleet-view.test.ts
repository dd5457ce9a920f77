import { describe, expect, it } from 'vitest';
import { FleetMatrix } from '#lib/api/fleet.ts';
import { parseAddress } from './address.ts';
import { filterFleet } from './fleet-filter.ts';
import { FleetView } from './fleet-view.ts';
import { largeFleet, retailFleet } from './made-fleet.ts';

const filtered = (view: FleetView, search: string) => filterFleet(view, parseAddress(new URLSearchParams(search)));

describe('the made-up fleets', () => {
  it('are answers of the API', () => {
    expect(FleetMatrix.parse(retailFleet()).links).toBe(58);
    expect(FleetMatrix.parse(largeFleet(50, 12)).links).toBe(1225);
  });
});

it('counts every direction once, whatever the order of the clusters', () => {
  const fleet = retailFleet();
  expect(new FleetView(fleet).count({ start: 0, end: 12 }, { start: 0, end: 12 })).toEqual(fleet.totals);
  expect(fleet.totals).toMatchObject({ down: 14, conflict: 1, degraded: 2, stale: 2, unknown: 2, total: 116 });
});

it('keeps clusters of one site together also when the API mixes them', () => {
  const view = new FleetView(largeFleet(30, 4));
  const sites = view.clusters.map((cluster) => cluster.site);
  expect(sites).toEqual([...sites].sort());
  for (const [row, from] of view.clusters.entries()) {
    const cell = view.cell(row, (row + 1) % view.size);
    expect(cell?.from).toBe(from);
  }
});

it('calls two clusters of one name by their ids', () => {
  const fleet = retailFleet();
  const [first, ...rest] = fleet.clusters;
  const view = new FleetView({
    ...fleet,
    clusters: first ? [first, ...rest.map((one, at) => (at === 0 ? { ...one, name: first.name } : one))] : [],
  });
  const names = view.clusters.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toContain(rest[0]?.id);
});

it('leaves no cluster out whose site is not known yet', () => {
  const fleet = { ...retailFleet(), sites: retailFleet().sites.slice(0, 3) };
  const view = new FleetView(fleet);
  expect(view.size).toBe(12);
  expect(view.count(view.all, view.all)).toEqual(fleet.totals);
  expect(new FleetView({ ...fleet, sites: [] }).sites.map(({ end, start }) => end - start)).toEqual([3, 2, 3, 2, 2]);
});

it('reads a direction with its figures', () => {
  const view = new FleetView(retailFleet());
  const row = view.rowOf.get('fra-stock') ?? -1;
  const column = view.rowOf.get('dub-shop') ?? -1;
  expect(view.cell(row, column)).toMatchObject({ mark: 'down', conflict: true, ownerLayer: 'path', rttMs: 24.6 });
  expect(view.mark(column, row)).toBe('up');
  expect(view.cell(row, row)).toBeUndefined();
});

describe('a filter', () => {
  const view = new FleetView(retailFleet());

  it('that names nothing keeps nothing, and says what is not there', () => {
    for (const [search, kind] of [
      ['site=nowhere', 'site'],
      ['system=foo', 'system'],
      ['status=bar', 'status'],
      ['from=nowhere', 'place'],
    ] as const) {
      const { nothing, inside, outside } = filtered(view, search);
      expect(nothing).toMatchObject([{ kind, value: search.split('=')[1] }]);
      expect([inside.total, outside.total]).toEqual([0, 116]);
    }
    expect(filtered(view, 'site=fra&to=dub-pay&status=down,bar').nothing).toMatchObject([{ value: 'bar' }]);
    expect(filtered(view, 'site=fra&to=dub-pay&status=down,bar').inside.total).toBeGreaterThan(0);
  });

  it('loses nothing: what is outside is counted', () => {
    for (const search of [
      'status=down',
      'from=fra&to=dub',
      'q=lej+robot',
      'site=ams',
      'system=none',
      'status=down&to=fra',
    ]) {
      const { inside, outside } = filtered(view, search);
      expect(inside.total + outside.total).toBe(116);
      expect(inside.down + outside.down).toBe(14);
    }
  });

  it('narrows by place, mark and words', () => {
    expect(filtered(view, 'from=fra&to=dub').inside).toMatchObject({ total: 8, down: 8 });
    expect(filtered(view, 'status=conflict').inside.total).toBe(1);
    expect(filtered(view, 'q=leipzig').inside.total).toBe(filtered(view, 'site=lej').inside.total);
    expect(filtered(view, '').isOff).toBe(true);
  });
});
