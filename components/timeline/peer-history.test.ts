import { expect, it } from 'vitest';
import { groupPeers, MOST_PEERS, type Peer } from './peer-history.ts';
import { lossBars } from './smoke.ts';

const way = { mark: 'up', conflict: false, since: null } as const;
const peer = (id: string, site: string): Peer => ({ id, link: `me~${id}`, site, siteName: site, out: way, back: way });

it('draws the worst and counts the rest', () => {
  const peers = Array.from({ length: 254 }, (_, index) => peer(`c${String(index).padStart(3, '0')}`, `s${index % 3}`));
  const { groups, more } = groupPeers(peers, ['s0', 's1', 's2']);
  expect(groups.flatMap((group) => group.peers)).toHaveLength(MOST_PEERS);
  expect(more).toBe(254 - MOST_PEERS);
});

it('keeps places: sites in their order, peers by name, whatever is worst today', () => {
  const { groups } = groupPeers([peer('z', 'b'), peer('y', 'a'), peer('a', 'b')], ['a', 'b']);
  expect(groups.map((group) => group.peers.map(({ id }) => id))).toEqual([['y'], ['a', 'z']]);
});

it('joins neighbouring bars of equal loss, and leaves out what lost nothing', () => {
  const points = [1, 1, 0, 0.02].map((max, at) => ({ at, min: 0, p50: 0, p95: 0, max }));
  expect(lossBars(points, 1, 0.1)).toEqual([
    { fromAt: 0, toAt: 2, share: 1 },
    { fromAt: 3, toAt: 4, share: 0.1 },
  ]);
});
