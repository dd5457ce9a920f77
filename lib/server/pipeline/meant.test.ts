import { describe, expect, it } from 'vitest';
import type { Reading } from '#lib/model/reading.ts';
import { alias, MadeFleet, peer, planOf, reading, says } from './made-fleet.ts';

const CLUSTERS = ['a', 'b', 'c', 'd', 'e'];
/** Names by which clusters may go, and one that nobody has. */
const NAMES = [...CLUSTERS, 'west', 'nobody'];

/** Numbers between 0 and 1, the same ones for the same seed (mulberry32). */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A fleet whose clusters are met, renamed, lost and found to be one, in any order; and what each of them said last. */
function story(seed: number): { made: MadeFleet; said: Map<string, Reading> } {
  const roll = dice(seed);
  const pick = <Item>(items: readonly Item[]): Item => {
    const item = items[Math.floor(roll() * items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  };
  const made = new MadeFleet(planOf(CLUSTERS));
  const said = new Map<string, Reading>();
  for (let step = 0; step < 25; step += 1) {
    const cluster = pick(CLUSTERS);
    const what = roll();
    if (what < 0.6) {
      const names = roll() < 0.8 ? [cluster] : [pick(NAMES), cluster];
      const named = NAMES.filter(() => roll() < 0.5);
      const uid = roll() < 0.05 ? 'one and the same' : `uid of ${cluster}`;
      const facts = roll() < 0.3 ? { facts: { uid } } : {};
      const statements = named.map((name) => says(name, roll() < 0.8 ? 'pass' : 'fail', made.now, { freshForMs: 1e9 }));
      const heard = reading(cluster, statements, {
        aliases: names.map((name) => ({ alias: alias(name), hosts: roll() < 0.3 ? [`host of ${cluster}`] : [] })),
        peers: named.map((name) => peer(name, roll() < 0.2 ? { hosts: [`host of ${pick(CLUSTERS)}`] } : {})),
        ...facts,
      });
      made.reach(cluster, true);
      made.hear(cluster, heard);
      said.set(cluster, heard);
    } else if (what < 0.75) made.reach(cluster, false);
    else if (what < 0.8) made.fleet.settle();
    made.tick(1000);
  }
  made.fleet.settle();
  for (let round = 0; round < 4; round += 1) made.tick(1000);
  return { made, said };
}

function seen({ fleet: { snapshot } }: MadeFleet) {
  return {
    clusters: [...snapshot.clusters.keys()].sort(),
    links: [...snapshot.links.values()]
      .map(({ id, systems, expected, directions }) => ({
        id,
        systems,
        expected,
        statuses: directions.map(({ status }) => status),
        said: (snapshot.observations.get(`link/${id}`) ?? []).map(({ source, id: of }) => `${source} ${of}`).sort(),
      }))
      .sort((x, y) => (x.id < y.id ? -1 : 1)),
  };
}

describe('readings whose names mean whom they meant', () => {
  it.each(Array.from({ length: 300 }, (_, seed) => seed))('are as if all were taken anew: seed %i', (seed) => {
    const { made, said } = story(seed);
    const before = seen(made);
    const retired = made.fleet.twins;
    for (const [cluster, heard] of said) if (!retired.includes(cluster)) made.hear(cluster, heard);
    for (let round = 0; round < 4; round += 1) made.tick(1000);
    expect(seen(made)).toEqual(before);
  });
});
