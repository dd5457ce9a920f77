import { words } from '#lib/model/words.ts';
import { actualInterval, failingStreak, lastPass, median, ratioOf, valuesOf } from './call-log.ts';
import { logOf, type PeerMemory, troubleOf } from './peer-memory.ts';
import { type PeerView, type Said, UNASKED } from './said.ts';

/** Small echoes lost in a row that are a fail. */
const LOST_IN_A_ROW = 3;
/** Share of the last 30 small echoes, lost, over which a direction works worse. */
const MAX_LOSS_RATIO = 0.05;
/** Round trips that a median is taken from at least. */
const MIN_ROUND_TRIPS = 3;

/** Since when small echoes are lost, epoch milliseconds; null while that is no fact. */
export function echoesLostSince(known: PeerMemory): number | null {
  const streak = failingStreak(logOf(known, 'icmp'));
  const sent = streak.at(-1)?.outcome === 'silent';
  return sent && streak.length >= LOST_IN_A_ROW ? (streak[0]?.at ?? null) : null;
}

/** What the small echoes come to; nothing before the first question was answered. */
export function judgeEcho({ peer, known, settings, now }: PeerView): Said {
  const log = logOf(known, 'icmp');
  const everyMs = actualInterval(log, settings.intervals.smallSeconds * 1000);
  const rest = { kind: 'icmp', way: 'both', size: 'small', everyMs } as const;
  const last = log.calls.at(-1);
  const passed = lastPass(log);
  const streak = failingStreak(log);
  const to = peer.cluster;
  const say = (result: Said['result'], id: string, text: string, observedAt: number, params = {}): Said => ({
    ...rest,
    result,
    words: words(`probes.echo.${id}`, text, { peer: to, ...params }),
    observedAt,
  });

  const trouble = troubleOf(known, 'icmp');
  if (!last && trouble)
    return say('none', 'unasked', UNASKED, trouble.at, { name: 'a small echo', text: trouble.text });
  if (!last) return say('none', 'waiting', 'no small echo to {peer} was asked for yet', now);
  if (last.outcome === 'refused')
    return say('none', 'refused', 'the exporter may not send echoes: it lacks NET_RAW', last.at);
  if (streak.length >= LOST_IN_A_ROW) {
    return say('fail', 'fail', 'small echoes to {peer} get no answer', last.at);
  }
  if (!passed) return say('none', 'first-lost', 'the first small echo to {peer} got no answer; asked again', last.at);
  const loss = ratioOf(log, ['silent']);
  if (loss !== null && loss > MAX_LOSS_RATIO)
    return say('impaired', 'loss', 'over {percent} % of the last 30 small echoes to {peer} are lost', last.at, {
      percent: MAX_LOSS_RATIO * 100,
    });
  const values = valuesOf(log);
  const rttMs = values.length < MIN_ROUND_TRIPS ? null : median(values);
  const promised = peer.promise.rttMs;
  if (rttMs !== null && promised !== null && rttMs > promised)
    return say('impaired', 'slow', 'the round trip to {peer} takes longer than the promised {promisedMs} ms', last.at, {
      promisedMs: promised,
    });
  return say('pass', 'pass', 'small echoes to {peer} are answered', passed.at);
}
