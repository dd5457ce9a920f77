import { z } from 'zod';
import { Severity } from '#lib/model/finding.ts';
import { Layer } from '#lib/model/layer.ts';
import { Status } from '#lib/model/status.ts';

const Window = { fromS: z.number(), toS: z.number() };
const Pattern = z.string().transform((source) => new RegExp(source));

/** What a direction (`east>west`) must show at every instant of a window. */
const Show = z.strictObject({
  subject: z.string(),
  ...Window,
  status: z.array(Status),
  conflict: z.boolean().optional(),
  ownerLayer: Layer.optional(),
  words: Pattern.optional(),
});
export type Show = z.infer<typeof Show>;

/** What it must not show at any instant of a window. */
const Never = z.strictObject({ subject: z.string(), ...Window, status: z.array(Status) });

/** One replay: with or without the `PROBE` notes as measured evidence. */
const Replay = z.strictObject({ probes: z.boolean(), show: z.array(Show), never: z.array(Never) });

/** A statement of one cluster's reading that must stand, or be absent, at every instant of a window. */
const Stands = z.strictObject({
  cluster: z.string(),
  id: z.string(),
  ...Window,
  absent: z.literal(true).optional(),
  status: z.array(Status).optional(),
  words: Pattern.optional(),
  facts: z.record(z.string(), Pattern).optional(),
});
export type Stands = z.infer<typeof Stands>;

const Attributed = z.strictObject({
  cluster: z.string(),
  ...Window,
  label: z.string(),
  value: Pattern.optional(),
  note: Pattern.optional(),
});

/** Bounds of every round-trip time that a cluster reports to a peer within a window. */
const Measured = z.strictObject({
  cluster: z.string(),
  peer: z.string(),
  ...Window,
  minMs: z.number().optional(),
  maxMs: z.number().optional(),
});

/** A finding that must stand at every instant of a window, and may stand a little longer; no other one may stand. */
const Finds = z.strictObject({
  /** `<rule>/<subject>`. */
  id: z.string(),
  severity: Severity,
  /** Nothing where it comes and goes within a second or two. */
  fromS: z.number().optional(),
  toS: z.number().optional(),
  withinS: z.tuple([z.number(), z.number()]),
  /** Only in the replay with, or without, probes. */
  probes: z.boolean().optional(),
  words: Pattern.optional(),
});
export type Finds = z.infer<typeof Finds>;

/** `expect.json` of a recording. Seconds count from the start of the scenario. */
export const Expectation = z.strictObject({
  /** What was on the wire. */
  truth: z.string(),
  /** Clusters that are read. */
  read: z.array(z.string()),
  /** Every heartbeat was kept when this was recorded; otherwise they were thinned and the replay puts them back. */
  everyBeat: z.boolean(),
  /** Times in which an API server was down. */
  outages: z.array(z.strictObject({ cluster: z.string(), ...Window })),
  replays: z.array(Replay).min(1),
  /** Nothing of Submariner's links is in the recording: no statement may appear. */
  silent: z.boolean().optional(),
  statements: z.array(Stands),
  findings: z.array(Finds),
  attributes: z.array(Attributed).optional(),
  measurements: z.array(Measured).optional(),
  /** What the sources alone can't know, and how that is admitted. */
  cannotKnow: z.string(),
});
export type Expectation = z.infer<typeof Expectation>;
