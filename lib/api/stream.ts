import { z } from 'zod';
import { Site } from '#lib/model/cluster.ts';
import { Counts } from '#lib/model/status.ts';
import { Fleet, FleetCluster, FleetLink, FleetMatrix } from './fleet.ts';
import { Instant } from './instant.ts';

/** `event: snapshot`: on connect, when an id can't be resumed, and when a patch would be larger or clusters come and go. */
export const SnapshotEvent = z.union([Fleet, FleetMatrix]);
export type SnapshotEvent = z.infer<typeof SnapshotEvent>;

/** `event: patch`: what changed since revision `previous`. */
export const PatchEvent = z.object({
  revision: z.number(),
  previous: z.number(),
  generatedAt: Instant,
  totals: Counts,
  sites: z.array(Site),
  clusters: z.array(FleetCluster),
  links: z.array(FleetLink),
  removedLinks: z.array(z.string()),
  /** Whether findings changed. */
  findings: z.boolean(),
  /** Ids of sources whose health changed. */
  sources: z.array(z.string()),
  /** Whether what is said of multi-cluster services changed. */
  services: z.boolean(),
});
export type PatchEvent = z.infer<typeof PatchEvent>;

/** `event: figures`, every 5 s: numbers and ages that moved; they make no revision. Indexes are cells of `FleetMatrix`. */
export const FiguresEvent = z.object({
  revision: z.number(),
  at: Instant,
  /** The youngest and the oldest current evidence of the fleet. */
  newestAt: Instant.nullable(),
  oldestAt: Instant.nullable(),
  /** The cluster the oldest evidence is of; with `oldestAt` null one that never answered. */
  oldestOf: z.string().nullable(),
  cells: z.array(z.number()),
  rttMs: z.array(z.number().nullable()),
  lossPercent: z.array(z.number().nullable()),
  /** Whole epoch seconds. */
  observedAt: z.array(z.number().nullable()),
});
export type FiguresEvent = z.infer<typeof FiguresEvent>;

/** `event: heartbeat`, every 2 s. */
export const HeartbeatEvent = z.object({
  at: Instant,
  revision: z.number(),
  build: z.string(),
  /** Why the history can't be read or written now; null when it can. */
  historyFault: z.string().nullable(),
});
export type HeartbeatEvent = z.infer<typeof HeartbeatEvent>;

export const STREAM_HEARTBEAT_MS = 2000;
export const STREAM_FIGURES_MS = 5000;

export const StreamQuery = z.strictObject({ view: z.enum(['full', 'matrix']).default('full') });
