import { z } from 'zod';
import { Instant } from './instant.ts';
import { ApiFinding, ApiSource } from './observation.ts';

/** How much history there is on the disk, bytes, how much there may be, and for how long samples and minutes are kept. */
export const HistorySize = z.object({
  usedBytes: z.number(),
  fileBytes: z.number(),
  maxBytes: z.number(),
  rawHours: z.number(),
  minuteDays: z.number(),
  /** Where the oldest samples, minutes and hours begin; null where there are none. */
  oldestRawAt: Instant.nullable(),
  oldestMinuteAt: Instant.nullable(),
  oldestHourAt: Instant.nullable(),
});
export type HistorySize = z.infer<typeof HistorySize>;

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
  /** Null where the history can't be read. */
  history: HistorySize.nullable().optional(),
});
export type Sources = z.infer<typeof Sources>;
