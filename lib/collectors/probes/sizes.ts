import { words } from '#lib/model/words.ts';
import { actualInterval } from './call-log.ts';
import { logOf, type PeerMemory, troubleOf } from './peer-memory.ts';
import { type PeerView, type Said, UNASKED } from './said.ts';
import { expectedSize } from './search-context.ts';
import type { Settings } from './settings.ts';
import { lastTransfer } from './transfer.ts';

/** What the do-not-fragment sizes come to: one word on the largest packet that makes the round trip. */
export function judgeSizes({ peer, known, settings, lostSince, now }: PeerView): Said {
  const { limit, outcomes } = known.sizes;
  const rest = { kind: 'icmp-df', way: 'both', size: 'full', everyMs: sizesEveryMs(known, settings) } as const;
  const say = (result: Said['result'], id: string, text: string, observedAt: number, params = {}): Said => ({
    ...rest,
    result,
    words: words(`probes.sizes.${id}`, text, { peer: peer.cluster, ...params }),
    observedAt,
  });
  const mute = logOf(known, 'icmp').calls.at(-1)?.outcome === 'refused';
  if (mute) return say('none', 'refused', 'the exporter may not send echoes: it lacks NET_RAW', now);
  const trouble = troubleOf(known, 'icmp-df');
  if (!limit && trouble)
    return say('none', 'unasked', UNASKED, trouble.at, { name: 'an echo of a set size', text: trouble.text });
  if (!limit) return say('none', 'measuring', 'the largest packet to {peer} is being measured', now);
  const { largest, failing, silent } = limit;
  const atOf = (size: number | null) => (size === null ? now : (outcomes[size]?.at ?? now));
  const observedAt = atOf(largest ?? failing);
  if (lostSince !== null && observedAt < lostSince)
    return say('none', 'outdated', 'sizes were not tried since small echoes to {peer} are lost', observedAt);
  if (largest === null && !silent)
    return say('none', 'refused', 'the exporter may not send echoes of a set size: it lacks NET_RAW', observedAt);

  const expected = expectedSize(peer, known);
  const params = { largest: largest ?? 0, failing: failing ?? 0, expected: expected ?? 0, silent };
  const how = silent ? 'is lost in silence' : 'is answered with "message too long"';
  if (largest === null)
    return expected === null
      ? say(
          'none',
          'nothing',
          'no packet of {failing} bytes or more makes the round trip to {peer}',
          observedAt,
          params,
        )
      : say(
          'fail',
          'nothing',
          'no packet of {failing} bytes or more makes the round trip to {peer}',
          observedAt,
          params,
        );
  if (expected !== null && largest < expected)
    return say(
      'fail',
      silent ? 'black-hole' : 'small',
      `{largest} bytes make the round trip to {peer}, {failing} ${how}; {expected} should fit`,
      atOf(failing),
      params,
    );
  const transfers = ['upload', 'download'].map((kind) => lastTransfer(logOf(known, kind)));
  const hang = transfers.includes('hangs');
  if (silent && (hang || (peer.promise.mtuBytes === null && !transfers.includes('passes'))))
    return say(
      'none',
      'unproven',
      `{largest} bytes make the round trip to {peer}, {failing} ${how}`,
      observedAt,
      params,
    );
  return say('pass', 'pass', '{largest} bytes make the round trip to {peer}', observedAt, params);
}

/** The interval at which sizes at rest are really asked, milliseconds: stretched as the small echoes are. */
export function sizesEveryMs(known: PeerMemory, settings: Settings): number {
  const { smallSeconds, sizesSeconds } = settings.intervals;
  return Math.round((actualInterval(logOf(known, 'icmp'), smallSeconds * 1000) / smallSeconds) * sizesSeconds);
}
