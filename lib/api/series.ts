import { z } from 'zod';
import { ClusterMetric, DirectionMetric, Metric } from '#lib/model/sample.ts';
import { Status } from '#lib/model/status.ts';
import { Words } from '#lib/model/words.ts';
import { Instant, InstantParameter } from './instant.ts';

/** One point of a down-sampled series; spikes survive in `min` and `max`. A bucket without samples is left out: gaps stay gaps. */
export const SeriesPoint = z.object({
  /** Start of the bucket. */
  at: Instant,
  min: z.number(),
  p50: z.number(),
  p95: z.number(),
  max: z.number(),
  /** Samples in the bucket, also those without a number (a lost echo has no RTT). */
  count: z.number(),
});
export type SeriesPoint = z.infer<typeof SeriesPoint>;

/** Whether an answer from the history is all there is to the question, and if not, why: damaged, unwritten, or too much for one. */
const Completeness = { complete: z.boolean(), reason: z.string().nullable() };

/** `GET /api/v1/links/{id}/series`, `.../clusters/{id}/series` */
export const Series = z.object({
  subject: z.string(),
  metric: Metric,
  from: Instant,
  to: Instant,
  /** Width of a bucket, milliseconds. */
  stepMs: z.number(),
  points: z.array(SeriesPoint),
  ...Completeness,
});
export type Series = z.infer<typeof Series>;

export const TransitionsQuery = z.strictObject({
  from: InstantParameter.optional(),
  to: InstantParameter.optional(),
});

export const ClusterSeriesQuery = TransitionsQuery.extend({
  metric: ClusterMetric,
  points: z.coerce.number().int().min(1).max(2000).default(300),
});

export const LinkSeriesQuery = ClusterSeriesQuery.extend({
  metric: DirectionMetric,
  /** The id of the cluster from which the direction starts. */
  direction: z.string().optional(),
});

/** A status that began at `at`; the first one of an answer may have begun before `from`. */
export const ApiTransition = z.object({
  at: Instant,
  /** `direction/a>b`, `link/a~b`, `layer/a>b/path`, `cluster/a`. */
  subject: z.string(),
  status: Status,
  conflict: z.boolean(),
  ownerLayer: z.string().nullable(),
  words: Words.nullable(),
  /** Why it changed where that is no verdict: `not-watched`, `removed`. */
  reason: z.string().nullable(),
});
export type ApiTransition = z.infer<typeof ApiTransition>;

/** `GET /api/v1/links/{id}/transitions`, `.../clusters/{id}/transitions` */
export const Transitions = z.object({
  from: Instant,
  to: Instant,
  transitions: z.array(ApiTransition),
  ...Completeness,
});
export type Transitions = z.infer<typeof Transitions>;
