import { expect, it } from 'vitest';
import { makeFleet } from './made-fleet.ts';
import { similarLinks } from './similar-links.ts';

const site = {
  id: 's',
  name: 'S',
  kind: 'on-prem',
  clusters: ['fra-core', 'dub-pay', 'fra-edge', 'lej-robot'],
} as const;
/** All are linked, but for the two in Frankfurt. */
const fleet = makeFleet([{ ...site, clusters: [...site.clusters] }], (from, to) =>
  from.startsWith('fra') && to.startsWith('fra') ? null : { status: 'up' },
);

it.each([
  ['dub-pay~fra-cor', ['dub-pay~fra-core']],
  ['fra-core~dub-pay', ['dub-pay~fra-core']],
  ['dub-pay~fra', ['dub-pay~fra-core', 'dub-pay~fra-edge']],
  ['fra-core~fra-edge', []],
  ['no~where', []],
  ['fra-core', []],
  ['', []],
])('%j may mean %j', (id, meant) => {
  expect(similarLinks(id, fleet)).toEqual(meant);
});
