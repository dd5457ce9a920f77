import { describe, expect, it } from 'vitest';
import type { Link } from '#lib/model/link.ts';
import { emptyReading } from '#lib/model/reading.ts';
import { alias, FRESH_MS, MadeFleet, NOW, peer, planOf, probes, reading, says, sourceOf } from './made-fleet.ts';

/** Two clusters that read each other, healthy at once. */
function pair(): MadeFleet {
  const made = new MadeFleet(planOf(['a', 'b']));
  for (const [own, other] of [
    ['a', 'b'],
    ['b', 'a'],
  ] as const) {
    made.reach(own, true);
    made.hear(own, reading(own, [says(other, 'pass', made.now)]));
  }
  made.tick();
  return made;
}

describe('a source', () => {
  it('spoils only itself when it fails', () => {
    const made = new MadeFleet(planOf(['a', 'b', 'c', 'd']));
    made.hear('a', reading('a', [says('b', 'pass', made.now)]));
    made.hear('b', reading('b', []));
    made.hear('c', reading('c', [says('d', 'pass', made.now)]));
    made.hear('d', reading('d', []));
    made.tick();
    const before = made.direction('a', 'b');
    made.fleet.setSource(sourceOf('c', { state: 'failed', reason: 'malformed', message: 'rubbish' }), made.now);
    made.hear('c', reading('c', [says('d', 'none', made.now)]));
    const change = made.tick();
    expect(change?.sources).toEqual(new Set(['c/net']));
    expect(made.direction('a', 'b')).toBe(before);
    expect(made.direction('c', 'd').status).not.toBe('up');
    expect(made.links).toEqual(['a~b', 'c~d']);
  });

  it('is stale within a second of its three intervals when it falls silent', () => {
    const made = pair();
    expect(made.direction('a', 'b').status).toBe('up');
    made.run(FRESH_MS - 1000);
    expect(made.direction('a', 'b').status).toBe('up');
    made.run(1000);
    expect(made.direction('a', 'b')).toMatchObject({ status: 'stale', since: NOW + FRESH_MS, observedAt: NOW });
  });

  it('of a cluster that hangs leaves its directions to their peers, and what only it saw goes stale', () => {
    const made = new MadeFleet(planOf(['a', 'b', 'c']));
    const all = (names: readonly string[]) => {
      for (const own of names) {
        const others = own === 'c' ? ['b'] : own === 'a' ? ['b', 'x'] : ['a', 'c'];
        made.hear(
          own,
          reading(
            own,
            others.map((other) => says(other, 'pass', made.now)),
          ),
        );
      }
    };
    made.fleet.settle();
    all(['a', 'b', 'c']);
    made.tick();
    expect(made.links).toEqual(['a~b', 'a~net-x', 'b~c']);
    made.reach('a', false);
    for (let second = 0; second < 16; second += 5) {
      made.run(5000);
      all(['b', 'c']);
    }
    made.tick();
    const left = made.direction('a', 'b');
    expect(left).toMatchObject({ status: 'up', witnesses: { fresh: 1, of: 2 } });
    expect(left.words.text).toContain('1 of 2 witnesses');
    expect(made.direction('a', 'net-x').status).toBe('stale');
    expect(made.direction('b', 'c')).toMatchObject({ status: 'up', witnesses: { fresh: 2, of: 2 } });
  });
});

describe('a link', () => {
  const unnamed = (made: MadeFleet) => {
    for (const own of ['a', 'b']) made.hear(own, reading(own, []));
  };

  it('ends ten minutes after the last list named it, with its whole state', () => {
    const made = pair();
    unnamed(made);
    made.run(10 * 60_000 - 1000);
    expect(made.links).toEqual(['a~b']);
    made.now += 1000;
    const change = made.tick();
    expect(made.links).toEqual([]);
    expect(change?.removedLinks).toEqual(new Set(['a~b']));
    expect(change?.transitions).toContainEqual({
      at: made.now,
      kind: 'membership',
      subject: 'link/a~b',
      state: null,
    });
    expect(change?.transitions.filter(({ subject }) => subject === 'direction/b>a')).toMatchObject([{ state: null }]);
  });

  it('is kept while the last list of a dark cluster named it', () => {
    const made = pair();
    made.reach('a', false);
    made.hear('b', reading('b', []));
    made.run(20 * 60_000);
    expect(made.links).toEqual(['a~b']);
    expect(made.direction('a', 'b').status).toBe('stale');
  });

  it('that the configuration expects is there before anybody speaks, and stays', () => {
    const links = [{ clusters: ['b', 'a'] as [string, string], rttMs: null, mtuBytes: null, probe: true }];
    const made = new MadeFleet(planOf(['a', 'b'], { links }));
    made.tick();
    expect(made.direction('a', 'b')).toMatchObject({ status: 'unknown', since: null });
    made.hear('a', reading('a', [says('b', 'pass', made.now)]));
    unnamed(made);
    made.run(11 * 60_000);
    expect(made.links).toEqual(['a~b']);
  });
});

describe('a revision', () => {
  it('is made by status, words, flag and membership, never by figures and ages', () => {
    const made = pair();
    const { revision } = made.fleet.snapshot;
    for (let beat = 0; beat < 12; beat++) {
      made.now += 5000;
      const measured = { about: { kind: 'peer', peer: alias('b'), direction: 'out' }, metric: 'rttMs' } as const;
      made.hear('a', {
        ...reading('a', [says('b', 'pass', made.now)]),
        measurements: [{ ...measured, value: 10 + beat, at: made.now, preference: 30, basis: 'measured' }],
      });
      made.hear('b', reading('b', [says('a', 'pass', made.now)]));
      made.reach('a', true);
      expect(made.tick()).toBeUndefined();
    }
    expect(made.fleet.snapshot.revision).toBe(revision);
    expect(made.direction('a', 'b')).toMatchObject({ rttMs: 21, observedAt: made.now });
    expect(made.fleet.takeSamples()).toHaveLength(12);

    const both = (result: 'pass' | 'fail', text: string) => {
      made.now += 1000;
      made.hear('a', reading('a', [says('b', result, made.now, { text })]));
      made.hear('b', reading('b', [says('a', result, made.now, { text })]));
      return made.tick();
    };
    expect(both('pass', 'connected again')?.links).toEqual(new Set(['a~b']));
    expect(both('pass', 'connected again')).toBeUndefined();
    expect(both('fail', 'no route')).toMatchObject({ links: new Set(['a~b']), clusters: new Set(['a', 'b']) });
    expect(both('fail', 'no answer')?.links).toEqual(new Set(['a~b']));
    expect(made.fleet.snapshot.revision).toBe(revision + 3);
    made.fleet.settle();
    made.hear('a', {
      ...reading('a', [says('b', 'fail', made.now, { text: 'no answer' })]),
      peers: [peer('b'), peer('c')],
    });
    expect(made.tick()).toMatchObject({ revision: revision + 4, membership: true });
  });

  it('is made by a conflict that lasts', () => {
    const made = pair();
    const changes: number[] = [];
    const hearProbes = () =>
      made.hear('a', { ...emptyReading(), statements: [probes('b', 'fail', made.now)] }, 'probes');
    const tick = () => {
      if (made.tick()?.links.has('a~b')) changes.push(made.now - NOW);
    };
    hearProbes();
    tick();
    expect(made.direction('a', 'b')).toMatchObject({ status: 'down', conflict: false, ownerLayer: 'path' });
    for (let beat = 0; beat < 3; beat++) {
      made.now += 5000;
      hearProbes();
      for (const own of ['a', 'b']) made.hear(own, reading(own, [says(own === 'a' ? 'b' : 'a', 'pass', made.now)]));
      tick();
    }
    expect(made.direction('a', 'b')).toMatchObject({ status: 'down', conflict: true });
    expect(changes).toEqual([0, 15_000]);
  });
});

describe('maintenance', () => {
  it('begins and ends by time alone and keeps what is seen', () => {
    const window = { fromAt: NOW + 5000, toAt: NOW + 9000, clusters: [], sites: [], links: ['b~a'] };
    const made = new MadeFleet(planOf(['a', 'b'], { maintenance: [window] }));
    made.hear('a', reading('a', [says('b', 'pass', made.now)]));
    made.hear('b', reading('b', []));
    made.tick();
    made.tick(4999);
    expect(made.link('a~b').status).toBe('up');
    made.tick(1);
    expect(made.direction('a', 'b')).toMatchObject({ status: 'maintenance', observedStatus: 'up' });
    made.tick(3999);
    expect(made.link('a~b').status).toBe('maintenance');
    made.tick(1);
    expect(made.link('a~b')).toMatchObject({ status: 'up', since: NOW + 9000 });
  });

  it('of a cluster or a site covers its links, also where nobody reads it', () => {
    const place = { id: 'fra', name: 'Frankfurt', kind: 'on-prem', provider: null, region: null } as const;
    const window = { fromAt: NOW + 1000, toAt: NOW + 2000, links: [] };
    for (const what of [
      { clusters: ['b'], sites: [] },
      { clusters: [], sites: ['fra'] },
    ]) {
      const plan = planOf(['a', 'b'], { maintenance: [{ ...window, ...what }] });
      for (const cluster of plan.clusters) if (cluster.id === 'b') cluster.place = place;
      const made = new MadeFleet(plan);
      made.hear('a', reading('a', [says('b', 'pass', made.now)]));
      made.tick();
      const own = () => made.fleet.snapshot.clusters.get('b')?.status;
      const before = own();
      made.tick(1000);
      expect([own(), made.fleet.snapshot.clusters.get('a')?.status]).toEqual(['maintenance', 'unknown']);
      made.tick(1000);
      expect(own()).toBe(before);
    }
  });
});

describe('a large fleet', () => {
  const ids = Array.from({ length: 64 }, (_, index) => `c${index}`);
  const others = (own: string) => ids.filter((other) => other !== own);
  const judgedSince = (made: MadeFleet, before: ReadonlyMap<string, Link>) =>
    [...made.fleet.snapshot.links].flatMap(([id, link]) => (before.get(id) === link ? [] : [id]));

  it('is judged in bounded steps, and one reading costs its own links, not all of them', () => {
    const made = new MadeFleet(planOf(ids));
    const freshForMs = 3_600_000;
    made.fleet.settle();
    for (const own of ids)
      made.hear(
        own,
        reading(
          own,
          others(own).map((other) => says(other, 'pass', made.now, { freshForMs })),
        ),
      );
    let steps = 0;
    made.fleet.tick(made.now, () => (++steps >= 500 ? 1000 : 0));
    // 500 links, one cluster and one rule after them.
    expect(steps).toBe(502);
    expect(made.fleet.behind).toBe(true);
    while (made.fleet.behind) made.tick();
    expect(made.links).toHaveLength((64 * 63) / 2);
    made.tick(5000);
    const before = new Map(made.fleet.snapshot.links);
    made.now += 5000;
    const failing = others('c7').map((other) => says(other, other === 'c8' ? 'fail' : 'pass', NOW, { freshForMs }));
    made.hear('c7', reading('c7', failing));
    made.tick();
    expect(judgedSince(made, before)).toEqual(['c7~c8']);
    made.tick(5000);
    expect(judgedSince(made, before)).toEqual(['c7~c8']);
  });
});
