import { describe, expect, it } from 'vitest';
import { imported, report, servicesReading } from '#lib/model/made-services.ts';
import type { Spread } from '#lib/model/service.ts';
import { ServiceScene } from '#lib/model/service-scene.ts';
import { SpreadScene } from '#lib/model/spread-scene.ts';
import { spreadView } from '#lib/model/spread-view.ts';
import { MadeFleet, NOW, planOf, reading, says, sourceOf } from './made-fleet.ts';

const IDS = ['a', 'b', 'c'];
const LONG_MS = 3_600_000;
const KEY = 'shop/web';

/** Three clusters of one mesh; which of them have `web`, and how. `cut`: pairs whose way does not work. */
function told(saying: Record<string, Partial<Spread>>, cut: readonly string[] = []): MadeFleet {
  const made = new MadeFleet(planOf(IDS));
  for (const own of IDS) {
    made.fleet.setSource(sourceOf(own), NOW);
    const ways = IDS.filter((id) => id !== own).map((other) =>
      says(other, cut.includes([own, other].sort().join('~')) ? 'fail' : 'pass', NOW, { freshForMs: LONG_MS }),
    );
    const spread: Spread = { affinity: 'none', shared: true, apart: false, ports: [], appearedAt: null };
    const reports = saying[own] ? [report('web', { mirrored: null, spread: { ...spread, ...saying[own] } })] : [];
    const { parts, services } = servicesReading(reports, NOW, { spread: true });
    made.hear(own, { ...reading(own, ways), ...(parts ? { parts } : {}), ...(services ? { services } : {}) });
  }
  made.tick();
  return made;
}

function viewOf({ fleet: { snapshot }, now }: MadeFleet) {
  return spreadView(new SpreadScene(snapshot, now), new ServiceScene(snapshot, now), KEY);
}

describe('where requests go', () => {
  const goes = (made: MadeFleet) =>
    viewOf(made).spread.map(({ cluster, first, failover }) => [cluster, first, failover]);

  it.each<[Spread['affinity'], string[], string[]]>([
    ['none', ['a', 'b', 'c'], []],
    ['local', ['a'], ['b', 'c']],
    ['remote', ['b', 'c'], ['a']],
  ])('with affinity %s', (affinity, first, failover) => {
    expect(goes(told({ a: { affinity }, b: {}, c: {} }))[0]).toEqual(['a', first, failover]);
  });

  it('a cluster that lends nothing is used by nobody else, and uses the others', () => {
    expect(goes(told({ a: { affinity: 'local' }, b: { shared: false } }))).toEqual([
      ['a', ['a'], []],
      ['b', ['b', 'a'], []],
    ]);
  });

  it('a namespace that is kept out neither lends nor borrows', () => {
    const made = told({ a: { apart: true, affinity: 'remote' }, b: {} });
    expect(goes(made)).toEqual([
      ['a', ['a'], []],
      ['b', ['b'], []],
    ]);
    expect(viewOf(made).rows[0]).toMatchObject({ cluster: 'a', status: 'degraded' });
    expect(viewOf(made).rows[0]?.why).toBe('import kept apart: namespace shop is kept out of the mesh');
  });
});

describe('whether it works from a cluster', () => {
  it('only clusters that have it are asked', () => {
    const { rows, exporters, mark, counts } = viewOf(told({ a: {}, b: { shared: false } }));
    expect(rows.map(({ cluster, status, local }) => [cluster, status, local])).toEqual([
      ['a', 'up', false],
      ['b', 'up', false],
    ]);
    expect([exporters, mark, counts.total]).toEqual([['a'], 'up', 2]);
  });

  it.each<[Spread['affinity'], string]>([
    ['none', 'some requests go there all the same'],
    ['local', 'nobody stands in for it'],
  ])('a way that does not work is never all of it: affinity %s', (affinity, effect) => {
    const row = viewOf(told({ a: { affinity }, b: {} }, ['a~b'])).rows.find(({ cluster }) => cluster === 'a');
    expect(row).toMatchObject({ status: 'degraded' });
    expect(row?.why).toContain(effect);
    expect(row?.steps.filter(({ owns }) => owns).map(({ step }) => step)).toEqual(['link']);
  });

  it('what was said is stale when it is old', () => {
    const made = told({ a: {}, b: {} });
    made.now += 60_000;
    expect(viewOf(made).rows.map(({ status }) => status)).toEqual(['stale', 'stale']);
  });
});

it('exports know nothing of it, and a name that is also exported is told as that', () => {
  const made = told({ a: {}, b: {} });
  expect(new ServiceScene(made.fleet.snapshot, made.now).keys()).toEqual([]);
  made.fleet.setSource(sourceOf('c', { id: 'c/mcs', system: 'mcs' }), made.now);
  made.hear('c', servicesReading([report('web', { import: imported(['a']) })], made.now), 'mcs');
  made.tick();
  const scene = new ServiceScene(made.fleet.snapshot, made.now);
  expect(scene.keys()).toEqual([KEY]);
  expect(scene.told(KEY).map(({ cluster }) => cluster)).toEqual(['c']);
});
