import { queryOptions } from '@tanstack/react-query';
import { Sources } from '#lib/api/sources.ts';
import { fetchAnswer } from './fetch-answer.ts';

/** Who is listened to, how long ago, and what is missing. */
export const sourcesQuery = queryOptions({
  queryKey: ['sources'],
  queryFn: ({ signal }) => fetchAnswer('/api/v1/sources', Sources, signal),
});
