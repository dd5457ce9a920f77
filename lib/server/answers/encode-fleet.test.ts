import { expect, it } from 'vitest';
import { Fleet, FleetMatrix } from '#lib/api/fleet.ts';
import { MadeFleet, planOf, reading, says } from '../pipeline/made-fleet.ts';
import { encodeFleet, type FleetView } from './encode-fleet.ts';
import { matrixAnswer, overviewLink } from './fleet-answer.ts';

const TITLE = { name: 'Größe "☂" <b>\\\u2028', simulated: null };

/** A fleet in which everybody says of everybody else whether it answers. */
function make(count: number) {
  const ids = Array.from({ length: count }, (_, index) => `c${index}`);
  const made = new MadeFleet(planOf(ids));
  const hear = (result: 'pass' | 'fail') => {
    for (const own of ids)
      made.hear(
        own,
        reading(
          own,
          ids.filter((other) => other !== own).map((other) => says(other, result, made.now)),
        ),
      );
    made.tick();
  };
  hear('pass');
  return { made, hear };
}

const parse = (parts: readonly Uint8Array[]): unknown => JSON.parse(Buffer.concat(parts).toString('utf8'));
const encode = (made: MadeFleet, view: FleetView) => encodeFleet(made.fleet.snapshot, TITLE, view);

it.each([0, 1, 2, 21])('the parts of %i clusters make one answer, its links by id', async (count) => {
  const { made } = make(count);
  const fleet = Fleet.parse(parse(await encode(made, 'full')));
  expect(fleet.name).toBe(TITLE.name);
  expect(fleet.links).toHaveLength((count * (count - 1)) / 2);
  expect(fleet.links.map(({ id }) => id)).toEqual([...made.fleet.snapshot.links.keys()].sort());
  expect(fleet.links).toEqual(fleet.links.map(({ id }) => overviewLink(made.fleet.snapshot.links.get(id) as never)));
  const matrix = FleetMatrix.parse(parse(await encode(made, 'matrix')));
  expect(matrix).toEqual(JSON.parse(JSON.stringify(matrixAnswer(made.fleet.snapshot, TITLE))));
});

it('lets others have their turn between two parts', async () => {
  const { made } = make(30);
  let turns = 0;
  let done = false;
  const others = () => {
    if (done) return;
    turns += 1;
    setImmediate(others);
  };
  setImmediate(others);
  const parts = await encode(made, 'full');
  done = true;
  expect(parts.length).toBeGreaterThanOrEqual(4);
  expect(turns).toBeGreaterThanOrEqual(parts.length - 2);
});

it('tells one instant, whatever changes while it is encoded', async () => {
  const { made, hear } = make(21);
  const { revision } = made.fleet.snapshot;
  const encoding = encode(made, 'full');
  made.now += 1000;
  hear('fail');
  expect(made.fleet.snapshot.totals.down).toBeGreaterThan(0);
  const fleet = Fleet.parse(parse(await encoding));
  expect(fleet.revision).toBe(revision);
  expect(fleet.totals.down).toBe(0);
  expect(new Set(fleet.links.map(({ status }) => status))).toEqual(new Set(['up']));
});
