import { makeFleet } from '#e2e/simulator/fleet.ts';
import { applyScenario, loadScenario, type Scenario } from '#e2e/simulator/scenario.ts';
import { World } from '#e2e/simulator/world.ts';

const SCENARIO = 'all-healthy';

/** The world of a fleet without sockets, the same in every thread that asks for it. `bornAt` in epoch milliseconds. */
export function unwiredWorld(clusters: number, bornAt: number): { world: World; scenario: Scenario } {
  const world = new World(makeFleet(clusters, 1), bornAt);
  const scenario = loadScenario(SCENARIO);
  applyScenario(world, scenario, bornAt, 1);
  return { world, scenario };
}
