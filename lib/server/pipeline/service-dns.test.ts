import { describe, expect, it } from 'vitest';
import type { DnsAnswer, DnsOutcome } from '#lib/model/dns-answer.ts';
import { endpoints, exported, imported, report, servicesReading } from '#lib/model/made-services.ts';
import { emptyReading, type Reading } from '#lib/model/reading.ts';
import type { ServiceReport } from '#lib/model/service.ts';
import { type ServiceRow, serviceView } from '#lib/model/service-rows.ts';
import { ServiceScene } from '#lib/model/service-scene.ts';
import { MadeFleet, NOW, planOf, reading, says, sourceOf } from './made-fleet.ts';

const LONG_MS = 3_600_000;
const OFFER = { export: exported(), import: imported(['a']), endpoints: [endpoints('a', 3)] };
const TAKE = { import: imported(['a']), endpoints: [endpoints('a', 3)] };

function answer(name: string, outcome: DnsOutcome, words = ''): DnsAnswer {
  return { name, outcome, says: words, tookMs: 1.23, observedAt: NOW - 4000, freshForMs: 90_000 };
}

/** What the exporter of a cluster says of the name of `web`, and of a name in its own zone. */
function asked(outcome: DnsOutcome, words = '', own: DnsOutcome = 'answered'): Reading {
  const web = answer('web.shop.svc.clusterset.local', outcome, words);
  return {
    ...emptyReading(),
    names: { services: new Map([['shop/web', web]]), own: answer('kubernetes.default.svc', own) },
  };
}

/** `a` exports `web`, `b` takes it over a link that is as `link` says. */
function made(names: Reading, taking: Partial<ServiceReport> = TAKE, link: 'pass' | 'fail' = 'pass', offer = OFFER) {
  const fleet = new MadeFleet(planOf(['a', 'b']));
  const saying: Record<string, Partial<ServiceReport>> = { a: offer, b: taking };
  for (const [own, other] of [
    ['a', 'b'],
    ['b', 'a'],
  ] as const) {
    fleet.fleet.setSource(sourceOf(own, { id: `${own}/mcs`, system: 'mcs' }), NOW);
    fleet.hear(own, reading(own, [says(other, link, NOW, { freshForMs: LONG_MS })]));
    fleet.hear(own, servicesReading([report('web', saying[own] ?? {})], NOW), 'mcs');
  }
  fleet.hear('b', names, 'probes');
  fleet.tick();
  return fleet;
}

function rowOf(fleet: MadeFleet, now = fleet.now): ServiceRow {
  const row = serviceView(new ServiceScene(fleet.fleet.snapshot, now), 'shop/web').rows.find(
    ({ cluster }) => cluster === 'b',
  );
  if (!row) throw new Error('no row');
  return row;
}

const dnsOf = (row: ServiceRow) => row.steps.find(({ step }) => step === 'dns');

describe('the name of a service', () => {
  it('is answered: with what the lookup took, and when', () => {
    const row = rowOf(made(asked('answered')));
    expect(row).toMatchObject({ status: 'up', why: '' });
    expect(dnsOf(row)).toMatchObject({
      status: 'up',
      says: 'answered',
      detail: 'web.shop.svc.clusterset.local, 1.2 ms',
      observedAt: NOW - 4000,
    });
  });

  it.each([
    ['not-found', 'no such name'],
    ['refused', 'refused'],
    ['timeout', 'timeout'],
  ] as const)('%s owns the failure, in the words of the resolver', (outcome, words) => {
    const row = rowOf(made(asked(outcome, 'on 10.96.0.10:53: its words')));
    expect(dnsOf(row)).toMatchObject({ status: 'down', owns: true, says: words });
    expect(row.why).toBe(
      `dns ${words}: web.shop.svc.clusterset.local: on 10.96.0.10:53: its words; kubernetes.default.svc is answered`,
    );
  });

  it('tells when the whole DNS of the cluster fails', () => {
    expect(dnsOf(rowOf(made(asked('timeout', '', 'timeout'))))?.detail).toBe(
      'web.shop.svc.clusterset.local; kubernetes.default.svc fails too (timeout)',
    );
  });

  it('is missing without fault where nothing answers: no import, no endpoint, no way, nobody who offers it', () => {
    const missing = asked('not-found');
    const none = { import: imported(['a']), endpoints: [endpoints('a', 0, 3)] };
    const cases = [
      [made(missing, {}), 'effect of import', 'import missing: no ServiceImport'],
      [made(missing, none), 'effect of endpoints', 'endpoints 0 of 3 ready: 0 a'],
      [made(missing, TAKE, 'fail'), 'effect of link', expect.stringMatching(/^link 1 of 1 down/)],
      [
        made(missing, TAKE, 'pass', { ...OFFER, export: exported({ offered: false, state: 'pending' }) }),
        'effect of export',
        '',
      ],
    ] as const;
    for (const [fleet, detail, why] of cases) {
      const row = rowOf(fleet);
      expect(dnsOf(row)).toMatchObject({ status: null, effect: true, detail });
      expect(row.why).toEqual(why);
    }
  });

  it('that is refused is a fault of DNS, whatever else is broken', () => {
    expect(rowOf(made(asked('refused'), TAKE, 'fail')).why).toMatch(/^dns refused/);
  });

  it('is due while the import is new', () => {
    const young = { ...TAKE, import: imported(['a'], { appearedAt: NOW - 5000 }) };
    expect(dnsOf(rowOf(made(asked('not-found'), young)))).toMatchObject({ status: 'unknown', says: 'due' });
  });

  it('that was answered long ago is stale', () => {
    const fleet = made(asked('answered'));
    expect(dnsOf(rowOf(fleet, NOW + 120_000))).toMatchObject({ status: 'stale', detail: 'was answered' });
  });
});

describe('the pipeline', () => {
  it('a revision follows from another outcome, not from a newer answer, and the end of asking', () => {
    const fleet = made(asked('answered'));
    fleet.hear('b', asked('answered'), 'probes');
    expect(fleet.tick(100)?.services ?? false).toBe(false);
    fleet.hear('b', asked('timeout'), 'probes');
    expect(fleet.tick(100)?.services).toBe(true);
    fleet.hear('b', emptyReading(), 'probes');
    expect(fleet.tick(100)?.services).toBe(true);
    expect(dnsOf(rowOf(fleet))).toMatchObject({ status: null, detail: 'no name is asked here' });
  });
});
