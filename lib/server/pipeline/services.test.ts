import { describe, expect, it } from 'vitest';
import {
  condition,
  endpoints,
  exported,
  imported,
  refused,
  report,
  servicesReading,
  torn,
} from '#lib/model/made-services.ts';
import type { ServiceReport } from '#lib/model/service.ts';
import { type ServiceRow, type ServiceView, serviceView } from '#lib/model/service-rows.ts';
import { ServiceScene } from '#lib/model/service-scene.ts';
import { alias, MadeFleet, NOW, planOf, reading, says, sourceOf } from './made-fleet.ts';

const IDS = ['a', 'b', 'c'];
const LONG_MS = 3_600_000;

/** Three clusters of one set that reach each other; what each says of the service `web` in `shop`. */
function told(
  saying: Record<string, Partial<ServiceReport> | null>,
  rest: Record<string, Parameters<typeof servicesReading>[2]> = {},
): MadeFleet {
  const made = new MadeFleet(planOf(IDS));
  for (const own of IDS) {
    const others = IDS.filter((id) => id !== own);
    made.fleet.setSource(sourceOf(own, { id: `${own}/mcs`, system: 'mcs' }), NOW);
    made.hear(
      own,
      reading(
        own,
        others.map((other) => says(other, 'pass', NOW, { freshForMs: LONG_MS })),
      ),
    );
    const said = saying[own];
    if (said === undefined) continue;
    made.hear(own, servicesReading(said ? [report('web', said)] : [], NOW, rest[own]), 'mcs');
  }
  made.tick();
  return made;
}

function viewOf(made: MadeFleet): ServiceView {
  return serviceView(new ServiceScene(made.fleet.snapshot, made.now), 'shop/web');
}

function rowOf(made: MadeFleet, cluster: string): ServiceRow {
  const row = viewOf(made).rows.find((one) => one.cluster === cluster);
  if (!row) throw new Error(`no row of ${cluster}`);
  return row;
}

const stepOf = (row: ServiceRow, name: string) => row.steps.find(({ step }) => step === name);
const OFFER = { export: exported(), import: imported(['a']), endpoints: [endpoints('a', 3)] };
const TAKE = { import: imported(['a']), endpoints: [endpoints('a', 3)] };

describe('whether a cluster reaches a service', () => {
  it('every step is said, in order', () => {
    const row = rowOf(told({ a: OFFER, b: TAKE, c: TAKE }), 'b');
    expect(row).toMatchObject({ status: 'up', local: false, why: '' });
    expect(row.steps.map(({ step, status, says, detail }) => [step, status, `${says}: ${detail}`])).toEqual([
      ['export', 'up', 'exported by 1: http 80'],
      ['import', 'up', 'imported: http 80, 1 cluster'],
      ['dns', null, 'nothing to judge: no name is asked here'],
      ['endpoints', 'up', '3 of 3 ready: 3 a'],
      ['link', 'up', '1 of 1 up: net'],
    ]);
  });

  it('who exports it answers itself', () => {
    expect(rowOf(told({ a: OFFER, b: TAKE }), 'a')).toMatchObject({ status: 'up', local: true });
  });

  it('a missing import owns the failure, what follows from it does not, and the namespace is named', () => {
    const row = rowOf(told({ a: OFFER, b: null }, { b: { namespaces: ['other'] } }), 'b');
    expect(row).toMatchObject({ status: 'down', why: 'import missing: no namespace shop' });
    expect(stepOf(row, 'import')).toMatchObject({ owns: true });
    expect(row.steps.flatMap(({ step, effect }) => (effect ? step : []))).toEqual(['dns', 'endpoints']);
    expect(rowOf(told({ a: OFFER, b: null }), 'b').why).toBe('import missing: no ServiceImport');
  });

  it('unknown is not absent: a cluster that is not read has an unknown import, never a missing one', () => {
    const made = told({ a: OFFER });
    expect(stepOf(rowOf(made, 'b'), 'import')).toMatchObject({ status: 'unknown', says: 'not read' });
    expect(rowOf(made, 'b').status).toBe('unknown');
  });

  it('what was known is stale, not missing, and neither is what is beyond a limit', () => {
    const made = told({ a: OFFER, b: TAKE, c: null }, { b: { observedAt: NOW - 60_000 }, c: { leftOut: 7 } });
    expect(rowOf(made, 'b')).toMatchObject({ status: 'stale', why: '' });
    expect(stepOf(rowOf(made, 'c'), 'import')).toMatchObject({
      status: 'unknown',
      detail: '7 services beyond the limit',
    });
  });

  it('imports that were never listed are not missing', () => {
    const listed = { exports: true, imports: false, endpoints: true };
    expect(stepOf(rowOf(told({ a: OFFER, b: null }, { b: { listed } }), 'b'), 'import')?.status).toBe('unknown');
  });

  it('a new export is due elsewhere before it is missing', () => {
    const made = told({ a: { ...OFFER, export: exported({ offeredAt: NOW }) }, b: null });
    expect(stepOf(rowOf(made, 'b'), 'import')).toMatchObject({ status: 'unknown', says: 'due' });
    const later = new ServiceScene(made.fleet.snapshot, NOW + 14_000);
    expect(serviceView(later, 'shop/web').rows.find(({ cluster }) => cluster === 'b')?.status).toBe('unknown');
    made.now += 31_000;
    for (const [id, said] of [
      ['a', [report('web', { ...OFFER, export: exported({ offeredAt: NOW }) })]],
      ['b', []],
    ] as const)
      made.hear(id, servicesReading(said, made.now), 'mcs');
    expect(rowOf(made, 'b').why).toBe('import missing: no ServiceImport');
  });

  it('a broken link fails beside a missing import: both are told, the first owns', () => {
    const made = told({ a: OFFER, b: null });
    made.hear('b', reading('b', [says('a', 'fail', NOW, { freshForMs: LONG_MS })]));
    made.hear('a', reading('a', [says('b', 'fail', NOW, { freshForMs: LONG_MS })]));
    made.tick(100);
    const row = rowOf(made, 'b');
    expect(stepOf(row, 'link')).toMatchObject({ status: 'down', says: '1 of 1 down', owns: false });
    expect(row.why).toMatch(/^import missing/);
    made.hear('b', servicesReading([report('web', TAKE)], made.now), 'mcs');
    expect(rowOf(made, 'b')).toMatchObject({ status: 'down', why: expect.stringMatching(/^link 1 of 1 down: /) });
  });

  it('the worst of several links counts, with its number', () => {
    const both = {
      export: exported(),
      import: imported(['a', 'b']),
      endpoints: [endpoints('a', 1), endpoints('b', 2)],
    };
    const made = told({ a: both, b: both, c: { ...both, export: null } });
    made.hear(
      'c',
      reading('c', [says('a', 'fail', NOW, { freshForMs: LONG_MS }), says('b', 'pass', NOW, { freshForMs: LONG_MS })]),
    );
    made.hear('a', reading('a', [says('c', 'fail', NOW, { freshForMs: LONG_MS })]));
    made.tick(100);
    expect(stepOf(rowOf(made, 'c'), 'link')).toMatchObject({ status: 'down', says: '1 of 2 down' });
    expect(stepOf(rowOf(made, 'c'), 'endpoints')).toMatchObject({ says: '3 of 3 ready', detail: '1 a, 2 b' });
  });
});

describe('endpoints', () => {
  it('none ready is down; none of one exporter is degraded, by name', () => {
    const none = { import: imported(['a']), endpoints: [endpoints('a', 0, 2)] };
    expect(rowOf(told({ a: OFFER, b: none }), 'b').why).toBe('endpoints 0 of 2 ready: 0 a');
    const half = { import: imported(['a', 'c']), endpoints: [endpoints('a', 2), endpoints('c', 0, 1)] };
    const made = told({ a: OFFER, b: half, c: { export: exported() } });
    expect(rowOf(made, 'b')).toMatchObject({ status: 'degraded', why: 'endpoints 2 of 3 ready: none ready in c' });
  });

  it('an implementation that mirrors none is not blamed for it: the exporters are asked', () => {
    const made = told({ a: { ...OFFER, mirrored: false }, b: { import: imported(['a']), mirrored: false } });
    expect(stepOf(rowOf(made, 'b'), 'endpoints')).toMatchObject({ status: 'up', detail: 'as the exporters say' });
    const unsaid = told({
      a: { ...OFFER, mirrored: null, endpoints: [] },
      b: { import: imported(['a']), mirrored: null },
    });
    expect(stepOf(rowOf(unsaid, 'b'), 'endpoints')?.status).toBeNull();
  });

  it('where own slices are labelled, a service without any has no endpoint', () => {
    const made = told({ a: OFFER, b: { import: imported(['a']), mirrored: false } });
    const other = report('other', { endpoints: [endpoints('a', 2)], export: exported() });
    const web = report('web', { ...OFFER, endpoints: [], mirrored: false });
    made.hear('a', servicesReading([web, other], NOW), 'mcs');
    expect(rowOf(made, 'b').why).toBe('endpoints 0 of 0 ready: none ready in a');
  });
});

describe('exports', () => {
  it('one that is refused is told with its reason, and is down when nobody else offers it', () => {
    const made = told({ a: { export: refused('NoService', 'there is no such Service') }, b: null });
    expect(rowOf(made, 'b')).toMatchObject({
      status: 'down',
      why: 'export invalid: NoService: there is no such Service',
    });
    expect(stepOf(rowOf(made, 'b'), 'import')).toMatchObject({ effect: true, status: null });
  });

  it('a conflict is owned by the youngest, wherever it is said', () => {
    const both = { import: imported(['a', 'b']), endpoints: [endpoints('a', 1), endpoints('b', 1)] };
    const made = told({
      a: { ...both, export: torn('PortConflict', 100) },
      b: { ...both, export: torn('PortConflict', 200) },
      c: both,
    });
    const view = viewOf(made);
    expect(view.exporting.map(({ cluster, owner }) => [cluster, owner])).toEqual([
      ['a', false],
      ['b', true],
    ]);
    expect(view.conflict).toBe('PortConflict');
    expect([rowOf(made, 'c').status, rowOf(made, 'a').status, view.mark]).toEqual(['up', 'degraded', 'degraded']);
  });

  it('an import that is refused says why', () => {
    const conditions = [condition('Ready', 'False', 'IPFamilyNotSupported', 'IPv6 only')];
    const made = told({ a: OFFER, b: { ...TAKE, import: imported(['a'], { conditions }) } });
    expect(rowOf(made, 'b').why).toBe('import not ready: IPFamilyNotSupported: IPv6 only');
  });

  it('what nobody exports any more but is still imported is not called broken', () => {
    const row = rowOf(told({ a: null, b: TAKE }), 'b');
    expect(stepOf(row, 'export')).toMatchObject({
      status: 'unknown',
      says: 'not exported',
      detail: 'a no longer exports it',
    });
  });
});

describe('who consumes a service', () => {
  it('clusters of another set have no row, and those without the API are told apart', () => {
    const made = told({ a: OFFER, b: TAKE });
    made.fleet.setSource(sourceOf('c', { id: 'c/mcs', system: 'mcs', state: 'absent' }), NOW);
    expect(viewOf(made)).toMatchObject({ withoutApi: ['c'], rows: [{ cluster: 'b' }, { cluster: 'a' }] });
    made.hear('b', { ...reading('b', []), aliases: [{ alias: alias('b', 'another broker'), hosts: [] }] });
    made.hear('b', servicesReading([], NOW), 'mcs');
    made.tick(100);
    expect(viewOf(made).rows.map(({ cluster }) => cluster)).toEqual(['a']);
  });
});

describe('two sets with a service of one name', () => {
  it('are kept apart: a cluster has the exporters of its own set only', () => {
    const made = told({ a: OFFER, b: TAKE, c: { ...OFFER, import: imported(['c']), endpoints: [endpoints('c', 1)] } });
    made.hear('c', { ...reading('c', []), aliases: [{ alias: alias('c', 'another broker'), hosts: [] }] });
    made.tick(100);
    expect(rowOf(made, 'b')).toMatchObject({
      status: 'up',
      steps: [{ says: 'exported by 1' }, {}, {}, {}, { says: '1 of 1 up' }],
    });
    expect(rowOf(made, 'c')).toMatchObject({ status: 'up', local: true });
    expect(viewOf(made).exporting.map(({ cluster, apart }) => [cluster, apart])).toEqual([
      ['a', ['c']],
      ['c', ['a', 'b']],
    ]);
  });

  it('a conflict of one set is not owned by an export of the other, however young', () => {
    const made = told({
      a: { export: torn('PortConflict', 100) },
      b: { export: torn('PortConflict', 200) },
      c: { export: exported({ exportedAt: 300 }) },
    });
    made.hear('c', { ...reading('c', []), aliases: [{ alias: alias('c', 'another broker'), hosts: [] }] });
    made.tick(100);
    expect(viewOf(made).exporting.flatMap(({ cluster, owner }) => (owner ? [cluster] : []))).toEqual(['b']);
  });
});

describe('the pipeline', () => {
  it('a revision follows from what is said, not from its age', () => {
    const made = told({ a: OFFER, b: TAKE });
    const said = servicesReading([report('web', TAKE)], NOW);
    made.hear('b', said, 'mcs');
    expect(made.tick(100)?.services).toBe(true);
    made.hear('b', { ...said, services: { ...servicesReading([], NOW + 100).services } } as typeof said, 'mcs');
    expect(made.tick(100)?.services ?? false).toBe(false);
    made.hear('b', servicesReading([], NOW), 'mcs');
    expect(made.tick(100)?.services).toBe(true);
    expect(made.fleet.snapshot.services.get('b/mcs')?.services.size).toBe(0);
  });
});
