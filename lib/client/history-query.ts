import { queryOptions } from '@tanstack/react-query';
import { Series, Transitions } from '#lib/api/series.ts';
import type { Metric } from '#lib/model/sample.ts';
import { fetchAnswer } from './fetch-answer.ts';

/** Whose history: a link or a cluster, by its id. */
export interface HistorySubject {
  kind: 'links' | 'clusters';
  id: string;
}

/** A stretch of time, epoch milliseconds. */
export interface Period {
  fromAt: number;
  toAt: number;
}

function period({ fromAt, toAt }: Period): Record<string, string> {
  return { from: new Date(fromAt).toISOString(), to: new Date(toAt).toISOString() };
}

/** Exact changes of status of a link or a cluster. */
export function transitionsQuery({ kind, id }: HistorySubject, { fromAt, toAt }: Period) {
  const search = new URLSearchParams(period({ fromAt, toAt }));
  return queryOptions({
    queryKey: ['transitions', kind, id, fromAt, toAt],
    queryFn: ({ signal }) =>
      fetchAnswer(`/api/v1/${kind}/${encodeURIComponent(id)}/transitions?${search}`, Transitions, signal),
  });
}

/** One metric over time, down-sampled to `points` buckets. `direction` is the id of the cluster where a link's direction starts. */
export function seriesQuery(
  { kind, id }: HistorySubject,
  { fromAt, toAt }: Period,
  { metric, points, direction }: { metric: Metric; points: number; direction?: string },
) {
  const search = new URLSearchParams({ metric, points: String(points), ...period({ fromAt, toAt }) });
  if (direction) search.set('direction', direction);
  return queryOptions({
    queryKey: ['series', kind, id, metric, direction ?? '', points, fromAt, toAt],
    queryFn: ({ signal }) => fetchAnswer(`/api/v1/${kind}/${encodeURIComponent(id)}/series?${search}`, Series, signal),
  });
}
