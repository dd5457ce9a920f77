import { expect, it } from 'vitest';
import { linkId } from '#lib/model/identity.ts';
import { countMarks, rollUp } from '#lib/model/status.ts';
import { MadeFleet, planOf, reading, says } from './made-fleet.ts';

const IDS = Array.from({ length: 9 }, (_, index) => `c${index}`);
const site = (id: string) => ({
  id,
  name: id,
  kind: 'cloud' as const,
  provider: null,
  region: null,
});

/** Three sites of three clusters; the last cluster's place is not told. */
function made(): MadeFleet {
  const plan = planOf(IDS);
  const clusters = plan.clusters.map((cluster, index) => ({
    ...cluster,
    place: index < 8 ? site(`s${index % 3}`) : undefined,
  }));
  return new MadeFleet({ ...plan, clusters });
}

it('what was counted link by link is what counting everything comes to', () => {
  const fleet = made();
  for (let round = 0; round < 40; round += 1) {
    const own = IDS[(round * 7) % IDS.length] ?? '';
    const others = IDS.filter((id, index) => id !== own && (index + round) % 4 !== 0);
    const said = others.map((id, index) => says(id, (index + round) % 3 === 0 ? 'fail' : 'pass', fleet.now));
    fleet.hear(own, reading(own, said));
    fleet.tick(round % 5 === 4 ? 700_000 : 4000);
    const { snapshot } = fleet.fleet;
    const directions = [...snapshot.links.values()].flatMap((link) => link.directions);
    expect(snapshot.totals).toEqual(countMarks(directions));
    for (const { id, clusters, status, conflict, counts } of snapshot.sites) {
      const touching = directions.filter(({ from, to }) => clusters.includes(from) || clusters.includes(to));
      expect([id, counts]).toEqual([id, countMarks(touching)]);
      expect({ status, conflict }).toEqual(rollUp(touching));
    }
  }
  expect(fleet.fleet.snapshot.links.has(linkId('c0', 'c1'))).toBe(true);
});
