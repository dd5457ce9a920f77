import { z } from 'zod';
import { Size, Strength } from './evidence.ts';
import { Layer } from './layer.ts';
import { Status } from './status.ts';
import { Words } from './words.ts';

/** The verdict of one layer in one direction. */
export const LayerVerdict = z.object({
  status: Status,
  conflict: z.boolean(),
  since: z.number().nullable(),
  words: Words,
  /** Who decided it: `probe`, `submariner`; empty where nobody fresh did. */
  decidedBy: z.string(),
  /** Systems whose fresh words are against it, in layers that do not say whether packets arrive; absent where none is. */
  against: z.array(z.string()).optional(),
  /** Of the evidence that decided it; null where nobody fresh did. */
  strength: Strength.nullable(),
  size: Size.nullable(),
  /** Epoch milliseconds: the oldest evidence it rests on. */
  observedAt: z.number().nullable(),
});
export type LayerVerdict = z.infer<typeof LayerVerdict>;

/** Packets that travel `from` -> `to`, and what clients in `from` find of services in `to`. */
export const Direction = z.object({
  from: z.string(),
  to: z.string(),
  status: Status,
  /** What was seen, also under maintenance. */
  observedStatus: Status,
  conflict: z.boolean(),
  /** Epoch milliseconds: the start of the current status; null while it was never known. */
  since: z.number().nullable(),
  /** The status held on both sides of a time in which nobody watched. */
  bridged: z.boolean(),
  /** Epoch milliseconds: the oldest evidence the verdict rests on. */
  observedAt: z.number().nullable(),
  /** The lowest layer that explains a status worse than `up`. */
  ownerLayer: Layer.nullable(),
  words: Words,
  /** Fresh witnesses of the two ends. */
  witnesses: z.object({ fresh: z.number(), of: z.number() }),
  /** Measured by `rttFrom`; null on the side that did not measure. */
  rttMs: z.number().nullable(),
  rttFrom: z.string().nullable(),
  /** Of the last 30 small echoes; null under 10 calls. */
  lossRatio: z.number().nullable(),
  /** Of the last 30 full-size transfers this way; null under 10 calls. */
  fullLossRatio: z.number().nullable(),
  /** The round trip's limit in bytes of IP packet, or the expected size where a full-size transfer proves it. */
  mtuBytes: z.number().nullable(),
  /** The size that should fit, bytes of IP packet; null where nobody promised one. */
  expectedMtuBytes: z.number().nullable(),
  /** How `mtuBytes` is known. */
  basis: z.enum(['measured', 'inferred']).nullable(),
  /** Only layers that have a source. */
  layers: z.partialRecord(Layer, LayerVerdict),
});
export type Direction = z.infer<typeof Direction>;

/** The connectivity between two clusters: drawn once, judged per direction. */
export const Link = z.object({
  id: z.string(),
  clusters: z.tuple([z.string(), z.string()]),
  status: Status,
  conflict: z.boolean(),
  since: z.number().nullable(),
  observedAt: z.number().nullable(),
  systems: z.array(z.string()),
  /** Configured, or a system names the two as peers at this moment. */
  expected: z.boolean(),
  directions: z.tuple([Direction, Direction]),
});
export type Link = z.infer<typeof Link>;

/** One tunnel, as its end says. */
export const Tunnel = z.object({
  system: z.string(),
  /** The cluster whose side says it. */
  from: z.string(),
  to: z.string(),
  name: z.string(),
  status: Status,
  says: z.string(),
  driver: z.string(),
  localNode: z.string(),
  remoteNode: z.string(),
  remoteAddress: z.string(),
  nat: z.boolean().nullable(),
  subnets: z.array(z.string()),
  observedAt: z.number(),
});
export type Tunnel = z.infer<typeof Tunnel>;

/** One kind of call of our probe agent, with the tally of the last 30. */
export const Probe = z.object({
  id: z.string(),
  from: z.string(),
  to: z.string(),
  /** `icmp`, `icmp-df`, `tcp`, `tls`, `http`, `dns`, `upload`, `download`. */
  kind: z.string(),
  /** What is asked of whom: `icmp, do not fragment`. */
  what: z.string(),
  target: z.string(),
  sizeBytes: z.number().nullable(),
  everyMs: z.number(),
  status: Status,
  passed: z.number(),
  of: z.number(),
  /** Of the last call that passed. */
  valueMs: z.number().nullable(),
  observedAt: z.number().nullable(),
  remark: z.string(),
});
export type Probe = z.infer<typeof Probe>;
