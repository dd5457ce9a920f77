import { expect, it } from 'vitest';
import type { Peer } from '#lib/collectors/collector.ts';
import { PeerReceiver, PeerSender } from './peer-lists.ts';

function peer(cluster: string): Peer {
  return { cluster, offers: [], promise: { rttMs: null, mtuBytes: null } };
}

it('sends a peer once, and the other side has the same lists in the same order', () => {
  const sender = new PeerSender();
  const receiver = new PeerReceiver();
  const tell = (peers: readonly Peer[]) => {
    const sent = structuredClone(sender.briefly('x', peers));
    return { sent, whole: receiver.whole('x', sent) };
  };
  const [a, b, c] = [peer('a'), peer('b'), peer('c')];
  const first = tell([a, c]);
  expect(first).toEqual({ sent: [a, c], whole: [a, c] });
  const second = tell([a, b, c]);
  expect(second).toEqual({ sent: ['a', b, 'c'], whole: [a, b, c] });
  expect(second.whole[0]).toBe(first.whole[0]);
  const moved = { ...b, promise: { rttMs: 4, mtuBytes: null } };
  expect(tell([moved])).toEqual({ sent: [moved], whole: [moved] });
  expect(sender.all()).toEqual([['x', [moved]]]);
});
