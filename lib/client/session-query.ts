import { queryOptions } from '@tanstack/react-query';
import { Session } from '#lib/api/session.ts';
import { fetchAnswer } from './fetch-answer.ts';

/** Who is signed in here. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => fetchAnswer('/api/v1/session', Session, signal),
  retry: false,
});
