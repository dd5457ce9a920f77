import { queryOptions } from '@tanstack/react-query';
import { LinkDetail } from '#lib/api/link.ts';
import { fetchAnswer } from './fetch-answer.ts';

/** One link with its layers, witnesses, tunnels, probes and findings; asked again when the stream says that something moved. */
export function linkQuery(id: string) {
  return queryOptions({
    queryKey: ['link', id],
    queryFn: ({ signal }) => fetchAnswer(`/api/v1/links/${encodeURIComponent(id)}`, LinkDetail, signal),
  });
}
