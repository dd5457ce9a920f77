import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import { Findings, type FindingsQuery } from '#lib/api/findings.ts';
import { fetchAnswer } from './fetch-answer.ts';

/** What the rules concluded, worst first; `filter` as the API takes it. */
export function findingsQuery(filter: z.input<typeof FindingsQuery> = {}) {
  const search = new URLSearchParams(Object.entries(filter)).toString();
  return queryOptions({
    queryKey: ['findings', search],
    queryFn: ({ signal }) => fetchAnswer(`/api/v1/findings${search ? `?${search}` : ''}`, Findings, signal),
  });
}
