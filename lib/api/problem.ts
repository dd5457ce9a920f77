import { z } from 'zod';

/** An error of the API: RFC 9457 problem document, `application/problem+json`. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  /** What was wrong with this request, and what to do. */
  detail: z.string(),
  /** Faulty parameters. */
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
});
export type Problem = z.infer<typeof Problem>;
