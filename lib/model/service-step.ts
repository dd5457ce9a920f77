import { z } from 'zod';
import { Status } from './status.ts';

/** What a request for a multi-cluster service depends on, in this order. */
export const ServiceStepName = z.enum(['export', 'import', 'dns', 'endpoints', 'link']);
export type ServiceStepName = z.infer<typeof ServiceStepName>;

/** One step of one consuming cluster. */
export const ServiceStep = z.object({
  step: ServiceStepName,
  /** Null: nothing to judge, no source speaks of it. */
  status: Status.nullable(),
  conflict: z.boolean(),
  /** It fails because an earlier step does, or can't be asked because of it: it doesn't count. */
  effect: z.boolean(),
  /** The first step that fails: it explains the row. */
  owns: z.boolean(),
  /** In two or three words: `imported`, `9 of 9 ready`. */
  says: z.string(),
  /** One line more; may hold untrusted text of a cluster. */
  detail: z.string(),
  /** Epoch milliseconds: when what it rests on was last known to hold. */
  observedAt: z.number().nullable(),
});
export type ServiceStep = z.infer<typeof ServiceStep>;

/** A step that a source judges. */
export function judged(
  step: ServiceStepName,
  status: Status,
  says: string,
  detail: string,
  observedAt: number | null,
  conflict = false,
): ServiceStep {
  return { step, status, conflict, effect: false, owns: false, says, detail, observedAt };
}

/** A step of which nobody speaks. */
export function unjudged(step: ServiceStepName, detail: string): ServiceStep {
  const says = 'nothing to judge';
  return { step, status: null, conflict: false, effect: false, owns: false, says, detail, observedAt: null };
}

/** A step that can't pass while an earlier one fails. */
export function effectOf(cause: ServiceStepName, step: ServiceStepName, says: string): ServiceStep {
  const detail = `effect of ${cause}`;
  return { step, status: null, conflict: false, effect: true, owns: false, says, detail, observedAt: null };
}
