import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { makeFleet } from './fleet.ts';
import { applyScenario, loadScenario, parseScenario } from './scenario.ts';
import { World } from './world.ts';

const folder = fileURLToPath(new URL('../scenarios', import.meta.url));
const names = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const FILE = 'e2e/scenarios/x/scenario.json';
const read = (steps: unknown) => parseScenario({ title: 'x', steps }, 'x', FILE);

describe.each(names)('scenario %s', (name) => {
  test('fits the fleet of twelve and says what it provokes and what must be seen', () => {
    applyScenario(new World(makeFleet(12, 1), 0), loadScenario(name), 0, 1);
    const readme = readFileSync(`${folder}/${name}/README.md`, 'utf8');
    expect(readme).toMatch(/^# .+\n\n.+/);
    expect(readme).toContain('## Must be seen');
    expect(readme).toContain('## Must never be seen');
  });
});

test.each([
  [[{ at: 'soon', set: {} }], `${FILE}: steps[0].at: `],
  [[{ at: 1, set: { cluster: 'fra-core', api: 'sleeps' } }], `${FILE}: steps[0].set.api: `],
  [[{ at: 1, set: { from: 'a', to: 'b', mtuBytes: 12 } }], `${FILE}: steps[0].set.mtuBytes: `],
  [[{ at: 1, set: { from: 'a', to: 'b', mtu: 1300 } }], `${FILE}: steps[0].set: Unrecognized key: "mtu"`],
  [[{ at: 1, set: { gateway: 'fra-core-gw1' } }], `${FILE}: steps[0].set.state: `],
])('a fault in a scenario is named by file and field: %j', (steps, message) => {
  expect(() => read(steps)).toThrow(message);
});

test('a subject that the fleet lacks is named by field', () => {
  const world = new World(makeFleet(3, 1), 0);
  const apply = (set: Record<string, unknown>) => () => applyScenario(world, read([{ at: 0, set }]), 0, 1);
  expect(apply({ cluster: 'nobody', api: 'hangs' })).toThrow(
    `${FILE}: steps[0].set.cluster: no cluster or site "nobody"`,
  );
  expect(apply({ gateway: 'fra-core-w1', state: 'killed' })).toThrow(
    'steps[0].set.gateway: no gateway node "fra-core-w1"',
  );
  expect(apply({ from: 'fra-core', to: 'fra-core', cut: true })).toThrow('no link between from and to');
  expect(() => loadScenario('../secrets')).toThrow('no scenario');
});
