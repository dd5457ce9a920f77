import { afterEach, expect, it } from 'vitest';
import { MadeFleet, planOf } from '../pipeline/made-fleet.ts';
import { isMissing } from './is-missing.ts';

const shared = globalThis as { causewayRunning?: Promise<unknown> };
afterEach(() => {
  delete shared.causewayRunning;
});

/** A product that has read everybody, or not yet. */
function run(isComplete: boolean): void {
  const { fleet } = new MadeFleet({
    ...planOf(['a', 'b']),
    links: [{ clusters: ['a', 'b'], rttMs: null, mtuBytes: null, probe: true }],
  });
  fleet.tick(1);
  shared.causewayRunning = Promise.resolve({ engine: { fleet, isComplete } });
}

it.each([
  ['/links/a~b', false],
  ['/links/a%7Eb', false],
  ['/links/a~z', true],
  ['/links/%25E0', true],
  ['/clusters/a', false],
  ['/clusters/z', true],
  ['/clusters/a/b', false],
  ['/sources', false],
  ['/', false],
])('%s is missing: %s', async (path, missing) => {
  run(true);
  expect(await isMissing(path)).toBe(missing);
  run(false);
  expect(await isMissing(path)).toBe(false);
  delete shared.causewayRunning;
  expect(await isMissing(path)).toBe(false);
});
