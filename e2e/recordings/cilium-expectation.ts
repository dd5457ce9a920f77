import { z } from 'zod';
import { Layer } from '#lib/model/layer.ts';
import { Status } from '#lib/model/status.ts';

const Window = { fromS: z.number(), toS: z.number() };
const Pattern = z.string().transform((source) => new RegExp(source));
const Program = z.enum(['kvstoremesh', 'agents', 'operator']);

/** What a program answers while it is asked within a window. */
const Answers = z.strictObject({
  program: Program,
  ...Window,
  /** Seconds between two answers; 15 when nothing is said. */
  everyS: z.number().default(15),
  /** A recorded metrics text; nothing: the question fails. */
  file: z.string().optional(),
  /** A recorded table of one program over time instead. */
  timeline: z.string().optional(),
});
export type Answers = z.infer<typeof Answers>;

/** What the direction from the replayed cluster to a peer must show at every instant of a window. */
const Show = z.strictObject({
  peer: z.string(),
  ...Window,
  status: z.array(Status),
  ownerLayer: Layer.optional(),
  words: Pattern.optional(),
});

/** A statement that must stand, or be absent, at every instant of a window. */
const Stands = z.strictObject({
  id: z.string(),
  ...Window,
  absent: z.literal(true).optional(),
  status: z.array(Status).optional(),
  words: Pattern.optional(),
  facts: z.record(z.string(), Pattern).optional(),
});

/** A finding, by rule and subject, that stands at every instant of a window and at no other. */
const Found = z.strictObject({ id: z.string(), ...Window, words: Pattern });

/** One cluster's view of a scenario. */
const Replay = z.strictObject({
  about: z.string(),
  cluster: z.string(),
  clusterId: z.string(),
  /** Time of day of second 0: `09:57:15`. */
  startsAt: z.string(),
  /** Whether the chart set KVStoreMesh up. */
  kvstoremesh: z.boolean(),
  answers: z.array(Answers).min(1),
  show: z.array(Show),
  never: z.array(z.strictObject({ peer: z.string(), ...Window, status: z.array(Status) })),
  statements: z.array(Stands).default([]),
  /** Peers that are claimed as expected throughout a window, and no other. */
  peers: z.array(z.strictObject({ ...Window, names: z.array(z.string()) })).default([]),
  notes: Pattern.optional(),
  /** The same where pods are asked one by one, if it is something else. */
  notesOfPods: Pattern.optional(),
  /** Every finding about the mesh; any other one is wrong. */
  findings: z.array(Found).default([]),
});
export type Replay = z.infer<typeof Replay>;

/** `expect.json` of a recording of Cilium. Seconds count from the start of each replay. */
export const Expectation = z.strictObject({
  /** What was on the wire. */
  truth: z.string(),
  replays: z.array(Replay).min(1),
  /** What the sources alone can't know, and how that is admitted. */
  cannotKnow: z.string(),
});
export type Expectation = z.infer<typeof Expectation>;
