import { describe, expect, it } from 'vitest';
import { words } from '#lib/model/words.ts';
import { alias, MadeFleet, NOW, peer, planOf, reading, says } from './made-fleet.ts';

/** `a` speaks of a peer `west` that it reaches; `west` is configured. */
function told(made = new MadeFleet(planOf(['a', 'west']))): MadeFleet {
  made.fleet.settle();
  made.reach('a', true);
  made.hear('a', reading('a', [says('west', 'pass', made.now)]));
  return made;
}

function unread(): MadeFleet {
  const made = told();
  made.reach('west', false);
  made.tick();
  made.tick();
  return made;
}

const clusters = (made: MadeFleet) => [...made.fleet.snapshot.clusters.keys()].sort();
const wordsOf = (made: MadeFleet, id: string) => made.fleet.snapshot.clusters.get(id)?.words;

describe('a configured cluster that never answered', () => {
  it('is the one that peers speak of by its name, and says so', () => {
    const made = unread();
    expect(clusters(made)).toEqual(['a', 'west']);
    expect(made.links).toEqual(['a~west']);
    expect(made.direction('a', 'west').status).toBe('up');
    expect(made.fleet.snapshot.clusters.get('west')).toMatchObject({ reading: 'unread', status: 'unknown' });
    expect(wordsOf(made, 'west')?.text).toContain(
      'peers in net speak of one of this name, taken for it until it is read',
    );
  });

  it('takes over what was heard before it failed', () => {
    const made = told();
    made.tick();
    expect(clusters(made)).toEqual(['a', 'net-west', 'west']);
    made.reach('west', false);
    made.tick();
    made.tick();
    expect([clusters(made), made.links]).toEqual([['a', 'west'], ['a~west']]);
    expect(made.direction('a', 'west').since).toBe(NOW);
    expect(made.fleet.names.current('net-west')).toBe('west');
  });

  it('is found by the name of its context too, unless another goes by that', () => {
    const named = (id: string, name: string) => ({ id, name, place: undefined, aliases: [] });
    const one = told(new MadeFleet({ ...planOf([]), clusters: [named('a', 'a'), named('w', 'west')] }));
    one.reach('w', false);
    one.tick();
    one.tick();
    expect(one.links).toEqual(['a~w']);
    const plan = { ...planOf([]), clusters: [named('a', 'a'), named('w', 'west'), named('v', 'west')] };
    const two = told(new MadeFleet(plan));
    two.reach('w', false);
    two.tick();
    two.tick();
    expect(two.links).toEqual(['a~net-west']);
  });

  it('goes on as itself when it says that name, with all that was known', () => {
    const made = unread();
    made.now += 5000;
    made.reach('west', true);
    made.hear('a', reading('a', [says('west', 'pass', made.now)]));
    made.hear('west', reading('west', [says('a', 'pass', made.now)]));
    expect(made.tick()?.removedLinks).toEqual(new Set());
    expect([clusters(made), made.links]).toEqual([['a', 'west'], ['a~west']]);
    expect(made.direction('a', 'west')).toMatchObject({ since: NOW, witnesses: { fresh: 2, of: 2 } });
    expect(wordsOf(made, 'west')).toEqual(words('cluster.read', 'We read this cluster'));
  });

  it('is another one as soon as it says another name, or that it has none: nothing of that link stays with it', () => {
    for (const own of ['elsewhere', undefined]) {
      const made = unread();
      made.reach('west', true);
      made.hear('west', { ...reading(own ?? '', []), ...(own ? {} : { aliases: [] }) });
      made.tick();
      made.tick();
      expect([clusters(made), made.links], own).toEqual([['a', 'net-west', 'west'], ['a~net-west']]);
      expect(made.fleet.names.current('net-west')).toBe('net-west');
      made.reach('west', false);
      made.run(3000);
      expect(made.links, own).toEqual(['a~net-west']);
    }
  });

  it('is neither of two that go by its name in two meshes', () => {
    const made = unread();
    const other = { peer: alias('west', 'another broker') };
    made.hear('a', { ...reading('a', [says('west', 'pass', made.now)]), peers: [peer('west'), peer('west', other)] });
    made.tick();
    made.tick();
    expect(made.links).toEqual(['a~net-west', 'a~net-west-2']);
    expect(wordsOf(made, 'west')?.id).toBe('cluster.unread');
  });
});

it('a cluster that was read before, or whose first answer is due, is not presumed to be anybody', () => {
  const made = told();
  made.tick();
  expect(clusters(made)).toEqual(['a', 'net-west', 'west']);
  const before = told();
  before.reach('west', true);
  before.reach('west', false);
  before.tick();
  before.tick();
  expect(before.links).toEqual(['a~net-west']);
});
