import { z } from 'zod';
import { Evidence } from './evidence.ts';
import { Layer } from './layer.ts';
import { Status } from './status.ts';
import { Subject } from './subject.ts';
import { Words } from './words.ts';

/** A fact in the source's own words, for the detail views: `{name: 'status', value: 'connected'}`. Untrusted text. */
export const Fact = z.object({ name: z.string(), value: z.string() });
export type Fact = z.infer<typeof Fact>;

/** Whether the same facts are told in the same order. */
export function sameFacts(a: readonly Fact[], b: readonly Fact[]): boolean {
  if (a === b) return true;
  return a.length === b.length && a.every((fact, at) => fact.name === b[at]?.name && fact.value === b[at]?.value);
}

/** One fact from one source about one subject. */
export const Observation = z.object({
  /** Stable within its source while the fact lives: `gateway/east-gw1/connection/west/ipv4`. */
  id: z.string(),
  /** The source that says it: `<cluster>/<system>` or the id of a configured source. */
  source: z.string(),
  system: z.string(),
  /** The cluster whose side speaks, or nothing for a source outside clusters. */
  observer: z.string().nullable(),
  subject: Subject,
  layer: Layer.nullable(),
  /** What the source says of its subject, taken alone. */
  status: Status,
  words: Words,
  /** Who says it, for a witness box: `Submariner gateway east-gw1`. */
  witness: z.string(),
  facts: z.array(Fact),
  /** Nothing: inventory, not judged. */
  evidence: Evidence.nullable(),
  /** Epoch milliseconds: when the fact was last known to hold, by our receipt. */
  observedAt: z.number(),
  /** Epoch milliseconds: when we read it. */
  collectedAt: z.number(),
  /** Milliseconds after `observedAt` during which it is fresh: three intervals of its kind. */
  freshForMs: z.number(),
});
export type Observation = z.infer<typeof Observation>;

/** The instant from which an observation is no longer fresh, epoch milliseconds. */
export function freshUntil(observation: Pick<Observation, 'observedAt' | 'freshForMs'>): number {
  return observation.observedAt + observation.freshForMs;
}
