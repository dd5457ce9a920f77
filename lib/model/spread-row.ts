import { z } from 'zod';
import { Spread } from './service.ts';

/** Where requests for a spread Service go from one cluster. */
export const SpreadRow = z.object({
  cluster: z.string(),
  affinity: Spread.shape.affinity,
  shared: z.boolean(),
  apart: z.boolean(),
  /** The clusters whose endpoints are used first. */
  first: z.array(z.string()),
  /** The clusters that stand in when those have none. */
  failover: z.array(z.string()),
});
export type SpreadRow = z.infer<typeof SpreadRow>;
