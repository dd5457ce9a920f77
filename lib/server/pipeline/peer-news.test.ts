import { expect, it } from 'vitest';
import type { Peer } from '#lib/collectors/collector.ts';
import { PeerNews } from './peer-news.ts';

function peer(cluster: string): Peer {
  return { cluster, offers: [], promise: { rttMs: null, mtuBytes: null } };
}

it('tells those whose peers changed, at most once a second, and forgets nobody meanwhile', () => {
  const told: string[] = [];
  const known = new Map<string, readonly Peer[]>([
    ['a', [peer('b')]],
    ['b', [peer('a')]],
  ]);
  const fleet = { peersVersion: 1, peersOf: (cluster: string) => known.get(cluster) ?? [] };
  const clusters = [...known.keys()].map((id) => ({ id }));
  const news = new PeerNews();
  const tell = (now: number) => {
    told.length = 0;
    news.tell(fleet, clusters, now, (id, peers) => {
      expect(peers).toBe(known.get(id));
      told.push(id);
    });
    return [...told];
  };
  expect(tell(1000)).toEqual(['a', 'b']);
  fleet.peersVersion = 2;
  known.set('b', [peer('a'), peer('c')]);
  expect(tell(1500)).toEqual([]);
  expect(tell(2000)).toEqual(['b']);
  expect(tell(9000)).toEqual([]);
  fleet.peersVersion = 3;
  expect(tell(10_000)).toEqual([]);
});
