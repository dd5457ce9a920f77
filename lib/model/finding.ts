import { z } from 'zod';
import { Layer } from './layer.ts';
import { Subject } from './subject.ts';
import { Words } from './words.ts';

/** An item of evidence under a finding or in a witness box: who said what, when. */
export const Witness = z.object({
  /** Who: `Submariner gateway fra-stock-gw-1`. */
  who: z.string(),
  source: z.string(),
  /** Whether it says that packets arrive. */
  says: z.enum(['works', 'fails', 'unsure']),
  quotes: z.array(z.string()),
  /** Epoch milliseconds. */
  observedAt: z.number(),
  fresh: z.boolean(),
  /** The witness we believe. */
  believed: z.boolean(),
});
export type Witness = z.infer<typeof Witness>;

export const Severity = z.enum(['critical', 'warning', 'info']);
export type Severity = z.infer<typeof Severity>;

/** `fault`: broken now. `conflict`: two sources contradict. `risk`: nothing is broken yet. `blind`: we cannot see. */
export const FindingKind = z.enum(['fault', 'conflict', 'risk', 'blind']);
export type FindingKind = z.infer<typeof FindingKind>;

/** What a diagnosis rule concluded. */
export const Finding = z.object({
  /** Stable while its cause stays: `<rule>/<subject key>`. */
  id: z.string(),
  rule: z.string(),
  title: z.string(),
  subject: Subject,
  layer: Layer.nullable(),
  kind: FindingKind,
  severity: Severity,
  /** One sentence with time, subject and number. */
  words: Words,
  for: z.array(Witness),
  against: z.array(Witness),
  /** What to do next, in order; commands are marked. */
  next: z.array(z.object({ text: z.string(), command: z.string().nullable() })),
  firstSeenAt: z.number(),
  lastSeenAt: z.number(),
});
export type Finding = z.infer<typeof Finding>;
