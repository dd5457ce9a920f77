import { describe, expect, it } from 'vitest';
import { emptyReading, type Measurement, ownAlias, type Reading, type ReadingPart } from '#lib/model/reading.ts';
import { alias, FRESH_MS, MadeFleet, planOf, probes, reading, says } from './made-fleet.ts';

const IDS = ['a', 'b', 'c'];
const LONG_MS = 3_600_000;

/** Three clusters that name each other; nothing is measured yet. */
function trio(): MadeFleet {
  const made = new MadeFleet(planOf(IDS));
  for (const own of IDS) {
    const others = IDS.filter((id) => id !== own);
    const said = others.map((other) => says(other, 'pass', made.now, { freshForMs: LONG_MS }));
    made.hear(own, reading(own, said));
  }
  made.tick();
  return made;
}

function part(peer: string, result: 'pass' | 'fail', at: number): ReadingPart {
  const row = { id: 'icmp', kind: 'icmp', what: 'small echo', target: '10.0.0.1', sizeBytes: null, everyMs: 10_000 };
  const answered = { status: 'up', passed: 1, of: 1, valueMs: 1, observedAt: at, remark: '' } as const;
  return {
    statements: [probes(peer, result, at, {}, LONG_MS)],
    probes: [{ ...row, ...answered, peer: ownAlias(peer) }],
  };
}

function measured(parts: Record<string, ReadingPart>, rest: Partial<Reading> = {}): Reading {
  return { ...emptyReading(), parts: new Map(Object.entries(parts)), ...rest };
}

/** Who says what of a link beside its gateways. */
function probed(made: MadeFleet, link: string): string[] {
  return (made.fleet.snapshot.observations.get(`link/${link}`) ?? []).flatMap(({ source, id }) =>
    source === 'a/probes' ? [id] : [],
  );
}

describe('a reading in parts', () => {
  it('costs what changed: the same part says nothing anew', () => {
    const made = trio();
    const b = part('b', 'pass', made.now);
    const c = part('c', 'pass', made.now);
    made.hear('a', measured({ b, c }), 'probes');
    made.tick();
    expect([probed(made, 'a~b'), probed(made, 'a~c')]).toEqual([['probe/b/small'], ['probe/c/small']]);
    made.run(5000);
    const before = made.link('a~b');
    made.hear('a', measured({ b, c: part('c', 'fail', made.now) }), 'probes');
    const change = made.tick();
    expect(change?.links).toEqual(new Set(['a~c']));
    made.run(5000);
    expect(made.link('a~b')).toBe(before);
    expect(made.direction('a', 'c').status).toBe('down');
  });

  it('loses what its peer said when the part is gone, whatever else is the same', () => {
    const made = trio();
    const b = part('b', 'pass', made.now);
    made.hear('a', measured({ b, c: part('c', 'fail', made.now) }), 'probes');
    made.tick();
    expect(made.direction('a', 'c').status).toBe('down');
    made.hear('a', measured({ b }), 'probes');
    made.tick();
    expect(made.direction('a', 'c').status).toBe('up');
    expect([probed(made, 'a~c'), probed(made, 'a~b')]).toEqual([[], ['probe/b/small']]);
    expect(made.fleet.snapshot.probes.get('a~c')).toEqual([]);
    expect(made.fleet.snapshot.probes.get('a~b')).toHaveLength(1);
  });

  it('is cleared whole when the source is absent, and comes back whole', () => {
    const made = trio();
    const parts = { b: part('b', 'fail', made.now), c: part('c', 'fail', made.now) };
    made.hear('a', measured(parts), 'probes');
    made.tick();
    made.hear('a', emptyReading(), 'probes');
    made.tick();
    expect([probed(made, 'a~b'), probed(made, 'a~c')]).toEqual([[], []]);
    expect(made.direction('a', 'b').status).toBe('up');
    made.hear('a', measured(parts), 'probes');
    made.tick();
    expect([probed(made, 'a~b'), probed(made, 'a~c')]).toEqual([['probe/b/small'], ['probe/c/small']]);
  });

  it('counts measurements once, however often the part stands', () => {
    const made = trio();
    const b = part('b', 'pass', made.now);
    const about = { kind: 'peer', peer: ownAlias('b'), direction: 'out' } as const;
    const echo: Measurement = {
      about,
      metric: 'rttMs',
      value: 3,
      at: made.now,
      preference: 10,
      basis: 'measured',
    };
    made.hear('a', measured({ b }, { measurements: [echo] }), 'probes');
    for (let beat = 0; beat < 3; beat++) made.hear('a', measured({ b }), 'probes');
    made.tick();
    expect(made.fleet.takeSamples()).toHaveLength(1);
  });

  it('is taken anew when names mean others, and when whom it speaks of is met later', () => {
    const made = new MadeFleet(planOf(['a', 'b']));
    made.hear('a', reading('a', []));
    const late: ReadingPart = { statements: [says('east', 'pass', made.now, { freshForMs: LONG_MS })], probes: [] };
    const said = { ...measured({ east: late }), peers: [{ peer: alias('east'), expected: true, hosts: [] }] };
    made.hear('a', said, 'probes');
    made.tick();
    expect(made.links).toEqual([]);
    made.hear('b', reading('east', []));
    made.tick();
    made.hear('a', said, 'probes');
    made.tick();
    expect(made.links).toEqual(['a~b']);
    expect(probed(made, 'a~b')).toEqual(['connection/east']);
  });
});

describe('silence', () => {
  it('is counted from the last repetition, not from the last judgement', () => {
    const made = trio();
    const repeat = () => {
      for (const [own, other] of [
        ['a', 'b'],
        ['b', 'a'],
      ] as const)
        made.hear(own, reading(own, [says(other, 'pass', made.now)]));
      made.tick();
    };
    for (let beat = 0; beat < 5; beat++) {
      repeat();
      made.run(5000);
      expect(made.direction('a', 'b').status).toBe('up');
    }
    made.run(FRESH_MS - 6000);
    expect(made.direction('a', 'b').status).toBe('up');
    made.run(1000);
    expect(made.direction('a', 'b').status).toBe('stale');
  });
});
