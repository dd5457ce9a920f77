import { describe, expect, it } from 'vitest';
import { emptyReading } from '#lib/model/reading.ts';
import { alias, MadeFleet, NOW, planOf, probes, reading, says, sourceOf } from './made-fleet.ts';

describe('names', () => {
  const named = (made: MadeFleet, cluster: string, name: string, hosts: string[], scope = 'broker') =>
    made.hear(cluster, { ...reading(name, []), aliases: [{ alias: alias(name, scope), hosts }] });
  const speaksOf = (made: MadeFleet, name: string, hosts: string[], scope = 'broker') =>
    made.hear('a', { ...reading('a', []), peers: [{ peer: alias(name, scope), expected: true, hosts }] });

  it('that two claim are told apart by host', () => {
    const made = new MadeFleet(planOf(['a', 'b', 'c']));
    named(made, 'b', 'west', ['198.51.100.2']);
    named(made, 'c', 'west', ['198.51.100.3']);
    speaksOf(made, 'west', ['10.0.0.1', '198.51.100.3']);
    made.fleet.settle();
    made.tick();
    expect(made.links).toEqual(['a~c']);
  });

  it('that two claim and no host tells apart mean neither', () => {
    const made = new MadeFleet(planOf(['a', 'b', 'c']));
    named(made, 'b', 'west', ['198.51.100.2']);
    named(made, 'c', 'west', ['198.51.100.2']);
    speaksOf(made, 'west', ['198.51.100.2']);
    made.fleet.settle();
    made.tick();
    expect(made.links).toEqual(['a~net-west']);
    expect(made.fleet.snapshot.clusters.get('net-west')).toMatchObject({ reading: 'hearsay', name: 'west' });
  });

  it('without a scope on one side mean the only one who has the name', () => {
    for (const [own, said] of [
      ['broker', ''],
      ['', 'broker'],
    ] as const) {
      const made = new MadeFleet(planOf(['a', 'b']));
      named(made, 'b', 'west', [], own);
      speaksOf(made, 'west', [], said);
      made.fleet.settle();
      made.tick();
      expect(made.links, `${own} ${said}`).toEqual(['a~b']);
    }
    const two = new MadeFleet(planOf(['a', 'b', 'c']));
    named(two, 'b', 'west', [], 'broker-1');
    named(two, 'c', 'west', [], 'broker-2');
    speaksOf(two, 'west', [], '');
    two.fleet.settle();
    two.tick();
    expect(two.links).toEqual(['a~net-west']);
  });

  it('of nobody become a cluster by hearsay, once everybody has spoken', () => {
    const made = new MadeFleet(planOf(['a', 'b']));
    speaksOf(made, 'West One!', []);
    made.tick();
    expect(made.links).toEqual([]);
    made.fleet.settle();
    made.tick();
    expect(made.links).toEqual(['a~net-west-one']);
  });

  it('that a context claims later take over the link, its status and its id', () => {
    const made = new MadeFleet(planOf(['a', 'b']));
    made.fleet.settle();
    made.hear('a', reading('a', [says('west', 'fail', made.now)]));
    made.tick();
    expect(made.direction('a', 'net-west')).toMatchObject({ status: 'down', since: NOW });
    made.now += 5000;
    made.hear('a', reading('a', [says('west', 'fail', made.now)]));
    named(made, 'b', 'west', []);
    const change = made.tick();
    expect(made.links).toEqual(['a~b']);
    expect(change?.removedLinks).toEqual(new Set(['a~net-west']));
    expect(made.direction('a', 'b')).toMatchObject({ status: 'down', since: NOW });
    expect([...made.fleet.snapshot.clusters.keys()]).toEqual(['a', 'b']);
    expect(made.fleet.names.currentLink('a~net-west')).toBe('a~b');
    expect(made.fleet.names.current('net-west')).toBe('b');
    expect(made.fleet.names.formerly('b')).toEqual(['net-west']);
  });

  it('of our own probes mean ids, also of a cluster that is known by hearsay', () => {
    const made = new MadeFleet(planOf(['a']));
    made.fleet.settle();
    made.hear('a', reading('a', [says('west', 'pass', made.now)]));
    made.tick();
    made.hear('a', { ...emptyReading(), statements: [probes('net-west', 'pass', made.now)] }, 'probes');
    made.tick();
    expect(made.links).toEqual(['a~net-west']);
    expect(made.direction('a', 'net-west').layers.path?.status).toBe('up');
  });
});

describe('two contexts of one cluster', () => {
  const uid = '6b1f0b86-0000-4000-8000-000000000001';
  const identity = (made: MadeFleet, cluster: string) =>
    made.hear(cluster, { ...emptyReading(), facts: { uid } }, 'kubernetes');

  it.each([
    ['the first answers first', ['b', 'c']],
    ['the later answers first', ['c', 'b']],
  ])('are one: %s', (_, order) => {
    const made = new MadeFleet(planOf(['a', 'b', 'c']));
    for (const own of order) {
      made.hear(own, reading('west', [says('a', 'pass', made.now)]));
      identity(made, own);
      made.tick();
    }
    made.fleet.setSource(sourceOf('c'), made.now);
    made.hear('a', reading('a', [says('west', 'pass', made.now)]));
    made.hear('c', reading('west', [says('a', 'fail', made.now)]));
    made.tick();
    expect([...made.fleet.snapshot.clusters.keys()].sort()).toEqual(['a', 'b']);
    expect(made.links).toEqual(['a~b']);
    expect(made.direction('a', 'b').status).toBe('up');
    expect(made.fleet.names.current('c')).toBe('b');
    expect([...made.fleet.snapshot.sources.keys()]).toEqual([]);
    expect(made.fleet.twins).toEqual(['c']);
    expect(made.fleet.faults).toEqual([
      { part: 'context of c', message: 'is the same cluster as b (one UID of kube-system): it is read once, as b' },
    ]);
  });

  it('keep what the configuration promises of the later one', () => {
    const links = [{ clusters: ['a', 'c'] as [string, string], rttMs: null, mtuBytes: 1500, probe: true }];
    const made = new MadeFleet(planOf(['a', 'b', 'c'], { links }));
    made.tick();
    expect(made.links).toEqual(['a~c']);
    identity(made, 'b');
    identity(made, 'c');
    made.tick();
    expect(made.links).toEqual(['a~b']);
    expect(made.direction('a', 'b').expectedMtuBytes).toBe(1500);
    expect(made.fleet.peers.peersOf('a')).toMatchObject([{ cluster: 'b', promise: { mtuBytes: 1500 } }]);
  });
});
