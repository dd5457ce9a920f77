import { expect, it } from 'vitest';
import type { FleetDirection, FleetLink } from '#lib/api/fleet.ts';
import type { PatchEvent } from '#lib/api/stream.ts';
import { FleetView } from './fleet-view.ts';
import { foldFigures, foldPatch } from './fold-event.ts';
import { retailFleet } from './made-fleet.ts';

const SINCE = '2026-11-27T09:40:00.000Z';

function direction(from: string, to: string, status: FleetDirection['status']): FleetDirection {
  return {
    from,
    to,
    status,
    observedStatus: status,
    conflict: false,
    since: SINCE,
    bridged: false,
    observedAt: SINCE,
    ownerLayer: status === 'down' ? 'tunnel' : null,
    words: { id: 'w', params: {}, text: '' },
    witnesses: { fresh: 2, of: 2 },
    rttMs: 7.5,
    rttFrom: from,
    lossRatio: 0.5,
    fullLossRatio: null,
    mtuBytes: null,
    expectedMtuBytes: null,
    basis: null,
    layers: {},
  };
}

function patch(link: FleetLink[], change: Partial<PatchEvent> = {}): PatchEvent {
  const fleet = retailFleet();
  return {
    revision: 2,
    previous: 1,
    generatedAt: SINCE,
    totals: fleet.totals,
    sites: fleet.sites,
    clusters: [],
    links: link,
    removedLinks: [],
    findings: false,
    sources: [],
    services: false,
    ...change,
  };
}

const changed: FleetLink = {
  id: 'dub-shop~fra-stock',
  clusters: ['dub-shop', 'fra-stock'],
  status: 'down',
  conflict: false,
  since: SINCE,
  observedAt: SINCE,
  systems: [],
  expected: true,
  directions: [direction('dub-shop', 'fra-stock', 'down'), direction('fra-stock', 'dub-shop', 'up')],
};

function read(fleet: ReturnType<typeof retailFleet>, from: string, to: string) {
  const view = new FleetView(fleet);
  return view.cell(view.rowOf.get(from) ?? -1, view.rowOf.get(to) ?? -1);
}

it('writes both directions of a changed link into their cells', () => {
  const next = foldPatch(retailFleet(), patch([changed]));
  if (next === 'gap') throw new Error('the patch follows');
  expect(read(next, 'dub-shop', 'fra-stock')).toMatchObject({ mark: 'down', ownerLayer: 'tunnel', lossPercent: 50 });
  expect(read(next, 'fra-stock', 'dub-shop')).toMatchObject({ mark: 'up', conflict: false, since: Date.parse(SINCE) });
  expect(next).toMatchObject({ revision: 2, links: 58 });
});

it('adds and removes links', () => {
  const fresh: FleetLink = {
    ...changed,
    id: 'dub-shop~fra-legacy',
    clusters: ['dub-shop', 'fra-legacy'],
    directions: [direction('dub-shop', 'fra-legacy', 'up'), direction('fra-legacy', 'dub-shop', 'up')],
  };
  const next = foldPatch(retailFleet(), patch([fresh], { removedLinks: ['dub-shop~fra-stock'] }));
  if (next === 'gap') throw new Error('the patch follows');
  expect(read(next, 'fra-legacy', 'dub-shop')?.mark).toBe('up');
  expect(read(next, 'fra-stock', 'dub-shop')).toBeUndefined();
  expect(next.links).toBe(58);
});

it('asks for a snapshot when a revision is missing or a cluster is not known', () => {
  expect(foldPatch(retailFleet(), patch([changed], { previous: 0, revision: 5 }))).toBe('gap');
  const stranger = { ...changed, directions: [direction('x', 'y', 'up'), direction('y', 'x', 'up')] } as FleetLink;
  expect(foldPatch(retailFleet(), patch([stranger]))).toBe('gap');
});

it('leaves out a patch that it already has', () => {
  const fleet = retailFleet();
  expect(foldPatch(fleet, patch([changed], { revision: 1, previous: 0 }))).toBe(fleet);
});

it('moves figures of its own revision only', () => {
  const fleet = retailFleet();
  const figures = {
    revision: 1,
    at: SINCE,
    newestAt: null,
    oldestAt: null,
    oldestOf: null,
    cells: [1],
    rttMs: [99],
    lossPercent: [null],
    observedAt: [1],
  };
  expect(foldFigures(fleet, figures).cells.rttMs[1]).toBe(99);
  expect(foldFigures(fleet, figures).cells.observedAt[1]).toBe(1 - fleet.cells.zeroAt);
  expect(foldFigures(fleet, { ...figures, revision: 3 })).toBe(fleet);
});
