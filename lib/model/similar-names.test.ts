import { expect, it } from 'vitest';
import { similarNames } from './similar-names.ts';

const NAMES = ['dub-pay', 'dub-web', 'fra-core', 'fra-edge', 'lej-robot', 'a'];

it.each([
  ['fra-cor', ['fra-core']],
  ['fra-croe', ['fra-core']],
  ['FRA-CORE', ['fra-core']],
  ['fra', ['fra-core', 'fra-edge']],
  ['fra-core-2', ['fra-core']],
  ['dub-pax', ['dub-pay']],
  ['robot', []],
  ['nowhere', []],
  ['', []],
  ['b', ['a']],
])('%j may mean %j', (name, meant) => {
  expect(similarNames(name, NAMES)).toEqual(meant);
});

it('tells the nearest first, and no more than asked', () => {
  expect(similarNames('aaaa', ['aabb', 'aaab', 'aaaa', 'zzzz'], 2)).toEqual(['aaaa', 'aaab']);
  expect(similarNames('x'.repeat(100_000), ['x'.repeat(64)])).toHaveLength(1);
});
