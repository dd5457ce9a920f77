import { queryOptions } from '@tanstack/react-query';
import { ClusterDetail } from '#lib/api/cluster.ts';
import { fetchAnswer } from './fetch-answer.ts';

/** One cluster: what it says, its links, sources and findings. */
export function clusterQuery(id: string) {
  return queryOptions({
    queryKey: ['cluster', id],
    queryFn: ({ signal }) => fetchAnswer(`/api/v1/clusters/${encodeURIComponent(id)}`, ClusterDetail, signal),
  });
}
