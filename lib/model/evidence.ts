import { z } from 'zod';
import { Layer } from './layer.ts';

/** Which way the evidence speaks, seen from the direction it is about: `there` = that way, `back` = the reverse, `both` = a round trip. */
export const Way = z.enum(['there', 'back', 'both']);
export type Way = z.infer<typeof Way>;

/** `measured`: our probes or counters. `own-word`: what a system says of its own side. `hearsay`: what it says of the far side. */
export const Strength = z.enum(['measured', 'own-word', 'hearsay']);
export type Strength = z.infer<typeof Strength>;

/** `full` = at the size that should fit, `small` = anything less. */
export const Size = z.enum(['small', 'full']);
export type Size = z.infer<typeof Size>;

/** Strongest first. */
export const STRENGTHS: readonly Strength[] = Strength.options;

/**
 * `pass` and `fail` are evidence. `impaired` works worse than promised (loss, a takeover under way). `none` speaks and
 * proves nothing: a *connected* that can't be false, a first answer still due; it shows that the layer has a source.
 */
export const Result = z.enum(['pass', 'fail', 'impaired', 'none']);
export type Result = z.infer<typeof Result>;

/** The scope of evidence that speaks for the link as a whole, gateway to gateway and what is carried through it. */
export const LINK_SCOPE = 'link';

/** The facet of an observation that verdicts read. */
export const Evidence = z.object({
  layer: Layer,
  /**
   * What it speaks for: `link`, or a part such as `node:east-w1`, `family:ipv6`, `subnets:10.1.0.0/16`. A pass of one
   * scope never clears a fail of another.
   */
  scope: z.string(),
  way: Way,
  size: Size,
  strength: Strength,
  result: Result,
});
export type Evidence = z.infer<typeof Evidence>;

/** Whether two say the same of the same; nothing and nothing are the same. */
export function sameEvidence(a: Evidence | null, b: Evidence | null): boolean {
  if (a === b || a === null || b === null) return a === b;
  return (
    a.result === b.result &&
    a.way === b.way &&
    a.size === b.size &&
    a.strength === b.strength &&
    a.scope === b.scope &&
    a.layer === b.layer
  );
}
