import type { Source } from '#lib/model/source.ts';
import type { Reach } from '../pipeline/cluster-register.ts';

/**
 * Whether a cluster is read. That its API server answers the heartbeat is not enough: one of its sources must be read, or
 * all that we know of be absent there. While the first complete answers are due nothing is concluded.
 * @param heartbeat whether the API server answers
 * @param sources all of the cluster
 * @param before what was told last
 */
export function readingReach(heartbeat: Reach, sources: readonly Source[], before: Reach, now: number): Reach {
  const since = (state: Reach['state']) => (before.state === state ? before.since : now);
  const { lastSuccessAt } = before;
  if (heartbeat.state !== 'ok') return { ...heartbeat, since: since(heartbeat.state), lastSuccessAt };
  const first = (state: Source['state']) => sources.find((source) => source.state === state);
  const failed = first('failed');
  if (first('ok') || (!failed && !first('waiting'))) return { ...heartbeat, since: since('ok') };
  if (first('waiting')) return before;
  return { state: 'failed', since: since('failed'), lastSuccessAt, message: failed?.message ?? '' };
}
