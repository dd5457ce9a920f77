import { describe, expect, it } from 'vitest';
import { FRESH_MS, MadeFleet, planOf, reading, says } from './made-fleet.ts';

const IDS = ['a', 'b', 'c', 'd'];
/** Who names whom as a peer; `d` is of a mesh of its own with nobody. */
const PEERS: Record<string, string[]> = { a: ['b', 'c'], b: ['a', 'c'], c: ['a', 'b'], d: [] };

/** A cluster says its number, and that its control plane is ready for its peers, or can't read them. */
function tell(made: MadeFleet, own: string, number: string, peers = PEERS[own] ?? [], ready = true): void {
  const word = { ...says('', 'none', made.now), id: 'mesh-config', about: { kind: 'self' } as const, evidence: null };
  const facts = [{ name: 'ownClusterId', value: number }];
  const evidence = { layer: 'discovery', way: ready ? 'both' : 'there' } as const;
  const said = peers.map((name) => says(name, ready ? 'pass' : 'fail', made.now, { evidence }));
  made.hear(own, { ...reading(own, said), statements: [...said, { ...word, facts }] });
}

function mesh(numbers: Record<string, string>, peers = PEERS): MadeFleet {
  const made = new MadeFleet(planOf(IDS));
  for (const own of IDS) tell(made, own, numbers[own] ?? '0', peers[own]);
  made.tick();
  return made;
}

const statuses = (made: MadeFleet) => made.links.map((id) => `${id} ${made.link(id).status}`);

describe('a number that two clusters of a mesh say', () => {
  it('degrades the link between the two, though both ends call the other ready, and those of a common peer', () => {
    const made = mesh({ a: '1', b: '7', c: '7' });
    expect(statuses(made)).toEqual(['a~b degraded', 'a~c degraded', 'b~c degraded']);
    const way = made.direction('b', 'c');
    expect(way).toMatchObject({ status: 'degraded', ownerLayer: 'identity', conflict: false });
    expect(way.layers.discovery?.status).toBe('up');
    expect(way.words.text).toBe('Id 7 is used by several clusters: b, c; peers confuse them');
    expect(made.direction('a', 'b').words.text).toBe(way.words.text);
  });

  it('leaves alone what is numbered apart, has no number, or is of another mesh', () => {
    const up = ['a~b up', 'a~c up', 'b~c up'];
    expect(statuses(mesh({ a: '1', b: '2', c: '3', d: '1' }))).toEqual(up);
    expect(statuses(mesh({ a: '0', b: '0', c: '0', d: '0' }))).toEqual(up);
  });

  it('hides no control plane that fails', () => {
    const made = mesh({ b: '7', c: '7' });
    for (const own of ['b', 'c']) tell(made, own, '7', PEERS[own], false);
    made.tick();
    expect(made.direction('b', 'c')).toMatchObject({ status: 'down', ownerLayer: 'discovery' });
    expect(made.direction('b', 'c').layers.identity?.status).toBe('degraded');
  });

  it('is over when one says another number, and comes with a link that joins two meshes', () => {
    const made = mesh({ a: '1', b: '7', c: '7' });
    tell(made, 'c', '3');
    made.tick();
    expect(statuses(made)).toEqual(['a~b up', 'a~c up', 'b~c up']);
    tell(made, 'd', '7', ['a']);
    made.tick();
    made.tick();
    expect(statuses(made)).toEqual(['a~b degraded', 'a~c up', 'a~d degraded', 'b~c up']);
  });

  it('counts only while both say so freshly', () => {
    const made = mesh({ b: '7', c: '7' });
    made.run(FRESH_MS - 1000);
    for (const own of ['a', 'c']) tell(made, own, own === 'c' ? '7' : '0');
    made.run(2000);
    expect(made.direction('b', 'c').layers.identity?.status).toBe('stale');
    tell(made, 'b', '7');
    made.tick();
    expect(made.direction('b', 'c').layers.identity?.status).toBe('degraded');
  });

  it('costs a few times what it does otherwise where a whole mesh has one number, not hundreds', () => {
    const ids = Array.from({ length: 60 }, (_, index) => `c${String(index).padStart(2, '0')}`);
    const busyMs = (numberOf: (index: number) => string) => {
      const begun = process.cpuUsage();
      const made = new MadeFleet(planOf(ids));
      for (const [index, own] of ids.entries()) {
        const peers = ids.filter((id) => id !== own);
        tell(made, own, numberOf(index), peers);
      }
      do made.tick();
      while (made.fleet.behind);
      const { user, system } = process.cpuUsage(begun);
      return { made, tookMs: (user + system) / 1000 };
    };
    const apart = busyMs((index) => String(index + 1));
    const { made, tookMs } = busyMs(() => '1');
    expect(made.links).toHaveLength(1770);
    expect(made.links.every((id) => made.link(id).status === 'degraded')).toBe(true);
    expect(made.direction('c00', 'c59').words.text).toMatch(/^Id 1 is used by several clusters: .*, perhaps more;/);
    expect(apart.made.links.every((id) => apart.made.link(id).status === 'up')).toBe(true);
    expect(tookMs).toBeLessThan(apart.tookMs * 4);
  });
});
