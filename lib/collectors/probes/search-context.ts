import type { Peer } from '../collector.ts';
import { lastPass, ratioOf } from './call-log.ts';
import { DF_SIZES } from './modules.ts';
import { logOf, type PeerMemory } from './peer-memory.ts';
import type { SearchContext } from './size-search.ts';

/** The largest shipped size that should fit: the promised one, else the largest ever seen passing; null: not known. */
export function expectedSize(peer: Peer, known: PeerMemory): number | null {
  const promised = peer.promise.mtuBytes;
  const size = promised === null ? undefined : DF_SIZES.findLast((candidate) => candidate <= promised);
  return size ?? known.sizes.largestEver;
}

export function searchContext(peer: Peer, known: PeerMemory): SearchContext {
  const passes = Object.values(known.logs).map((log) => lastPass(log)?.at ?? 0);
  const sizes = Object.values(known.sizes.outcomes).map((outcome) => (outcome.passed ? outcome.at : 0));
  return {
    aliveAt: Math.max(0, ...passes, ...sizes),
    lossRatio: ratioOf(logOf(known, 'icmp'), ['silent']),
    guess: expectedSize(peer, known),
  };
}
