import { z } from 'zod';
import { Cluster, Site } from '#lib/model/cluster.ts';
import { Layer } from '#lib/model/layer.ts';
import { Direction, Link } from '#lib/model/link.ts';
import { Counts, Status } from '#lib/model/status.ts';
import { Instant } from './instant.ts';

const Since = { since: Instant.nullable(), observedAt: Instant.nullable() };

/** A layer of a direction, in brief. */
export const LayerBrief = z.object({ status: Status, conflict: z.boolean(), since: Instant.nullable() });

/** A direction of the fleet answer. */
export const FleetDirection = Direction.extend({ ...Since, layers: z.partialRecord(Layer, LayerBrief) });
export type FleetDirection = z.infer<typeof FleetDirection>;

export const FleetLink = Link.extend({ ...Since, directions: z.tuple([FleetDirection, FleetDirection]) });
export type FleetLink = z.infer<typeof FleetLink>;

/** A cluster in brief: without what it says of itself. */
export const FleetCluster = Cluster.omit({ facts: true, aliases: true }).extend(Since);
export type FleetCluster = z.infer<typeof FleetCluster>;

/** `GET /api/v1/fleet` */
export const Fleet = z.object({
  revision: z.number(),
  generatedAt: Instant,
  /** The fleet's name on screens; empty when none is configured. */
  name: z.string(),
  /** The scenario of a simulated fleet; null for a real one. */
  simulated: z.string().nullable(),
  /** Of all directions. */
  totals: Counts,
  /** What systems are called, by id: of all that some source reads. */
  systemNames: z.record(z.string(), z.string()),
  sites: z.array(Site),
  clusters: z.array(FleetCluster),
  links: z.array(FleetLink),
});
export type Fleet = z.infer<typeof Fleet>;

/** Letters of `FleetMatrix.cells.status`; `.` = no link. */
export const STATUS_LETTERS = {
  up: 'u',
  degraded: 'g',
  down: 'd',
  stale: 's',
  unknown: 'k',
  maintenance: 'm',
} as const;

/** Letters of `FleetMatrix.cells.layer`; `.` = no owner. */
export const LAYER_LETTERS = {
  underlay: 'u',
  routing: 'r',
  tunnel: 't',
  path: 'p',
  discovery: 'd',
  dns: 'n',
  identity: 'i',
  policy: 'y',
} as const;

/**
 * `GET /api/v1/fleet?view=matrix`: the same statuses in columns. Cell `i * n + j` is the direction from cluster i to
 * cluster j, n the number of clusters; the order is that of `clusters`.
 */
export const FleetMatrix = Fleet.omit({ links: true }).extend({
  /** Number of links. */
  links: z.number(),
  cells: z.object({
    /** One of `STATUS_LETTERS` per cell. */
    status: z.string(),
    /** `1` where the direction is in conflict, else `0`. */
    conflict: z.string(),
    /** One of `LAYER_LETTERS` per cell: the layer that owns the failure. */
    layer: z.string(),
    /** Whole epoch seconds from which `since` and `observedAt` count: most answers are a few seconds old, and short. */
    zeroAt: z.number(),
    /** Whole seconds after `zeroAt`, mostly negative: since when the status holds. */
    since: z.array(z.number().nullable()),
    /** Milliseconds, one decimal. */
    rttMs: z.array(z.number().nullable()),
    /** Whole percent of the last 30 small echoes lost. */
    lossPercent: z.array(z.number().nullable()),
    /** Whole seconds after `zeroAt` of the oldest evidence. */
    observedAt: z.array(z.number().nullable()),
  }),
});
export type FleetMatrix = z.infer<typeof FleetMatrix>;

export const FleetQuery = z.strictObject({ view: z.enum(['full', 'matrix']).default('full') });
