import { z } from 'zod';
import { Instant } from './instant.ts';
import { ApiFinding, ApiSource } from './observation.ts';

/** `GET /api/v1/sources` */
export const Sources = z.object({
  revision: z.number(),
  generatedAt: Instant,
  sources: z.array(ApiSource),
  /** Clusters and their sites, to order the list by. */
  clusters: z.array(z.object({ id: z.string(), name: z.string(), site: z.string(), siteName: z.string() })),
  /** Notes beside the sources: findings of kind `blind`, and all whose subject is a source, our own (`causeway`) among them. */
  blind: z.array(ApiFinding),
  /** Faults of our own: configuration, history. */
  own: z.array(z.object({ part: z.string(), message: z.string() })),
});
export type Sources = z.infer<typeof Sources>;
