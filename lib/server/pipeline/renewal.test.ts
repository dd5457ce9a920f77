import { expect, it } from 'vitest';
import type { Reading } from '#lib/model/reading.ts';
import { alias, MadeFleet, planOf, reading, says } from './made-fleet.ts';
import { renewalOf } from './renewal.ts';

const SOURCE = { id: 'a/net', cluster: 'a', system: 'net' };

/** A cluster that names two peers; one of them is known to nobody. */
function said(at: number): Reading {
  const tunnel = { system: 'net', peer: alias('b'), name: 'cable', status: 'up' as const, says: 'connected' };
  const more = {
    driver: 'x',
    localNode: 'n',
    remoteNode: 'm',
    remoteAddress: '192.0.2.1',
    nat: false,
    subnets: ['10.0.0.0/8'],
  };
  const facts = [{ name: 'seen', value: String(at) }];
  return reading('a', [says('nobody', 'pass', at), { ...says('b', 'pass', at), facts }], {
    tunnels: [{ ...tunnel, ...more, observedAt: at }],
    measurements: [
      {
        about: { kind: 'peer', peer: alias('b'), direction: 'out' },
        metric: 'rttMs',
        value: 7,
        at,
        preference: 1,
        basis: 'measured',
      },
    ],
  });
}

it('a renewed reading leaves a fleet as the whole one would', () => {
  const fleets = ['whole', 'renewed'].map((kind) => {
    const made = new MadeFleet(planOf(['a', 'b']));
    made.hear('b', reading('b', [says('a', 'pass', made.now)]));
    made.hear('a', said(made.now));
    made.tick();
    for (let round = 0; round < 8; round += 1) {
      made.now += 5000;
      made.hear('b', reading('b', [says('a', 'pass', made.now)]));
      const next = said(made.now);
      const renewal = renewalOf(said(made.now - 5000), next, true);
      if (!renewal) throw new Error('the same is not taken for the same');
      if (kind === 'whole') made.hear('a', next);
      else made.fleet.setRenewal(SOURCE, renewal, made.now);
      made.tick();
    }
    const { links, observations, tunnels } = made.fleet.snapshot;
    const observed = ['link/a~b', 'cluster/a'].map((subject) => observations.get(subject));
    return { links, observed, tunnels, samples: made.fleet.takeSamples() };
  });
  expect(fleets[1]).toEqual(fleets[0]);
  expect(fleets[1]?.links.get('a~b')?.directions[0]).toMatchObject({ status: 'up', rttMs: 7 });
});

it('a source that was never read whole is not renewed', () => {
  const made = new MadeFleet(planOf(['a', 'b']));
  const renewal = renewalOf(said(made.now), said(made.now), true);
  if (!renewal) throw new Error('the same is not taken for the same');
  made.fleet.setRenewal(SOURCE, renewal, made.now);
  expect([made.tick()?.links.size, made.fleet.takeSamples()]).toEqual([0, []]);
});

it('what is taken anew between, because names moved, is renewed all the same', () => {
  const made = new MadeFleet(planOf(['a', 'b']));
  made.hear('a', said(made.now));
  made.tick();
  made.hear('b', reading('b', []));
  made.tick();
  made.fleet.settle();
  made.tick();
  for (let round = 0; round < 8; round += 1) {
    made.now += 5000;
    const renewal = renewalOf(said(made.now - 5000), said(made.now), true);
    if (!renewal) throw new Error('the same is not taken for the same');
    made.fleet.setRenewal(SOURCE, renewal, made.now);
    made.tick();
  }
  expect(made.direction('a', 'b')).toMatchObject({ status: 'up' });
  expect(made.now - (made.direction('a', 'b').observedAt ?? 0)).toBeLessThan(10_000);
});
