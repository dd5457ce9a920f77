import { queryOptions } from '@tanstack/react-query';
import { FleetMatrix } from '#lib/api/fleet.ts';
import { fetchAnswer } from './fetch-answer.ts';

/** The whole fleet in columns: the data of `/` and of the top bar. The stream keeps it current, so it never ages here. */
export const fleetQuery = queryOptions({
  queryKey: ['fleet'],
  queryFn: ({ signal }) => fetchAnswer('/api/v1/fleet?view=matrix', FleetMatrix, signal),
  staleTime: Number.POSITIVE_INFINITY,
});
