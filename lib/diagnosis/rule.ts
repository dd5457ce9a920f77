import type { Finding, FindingKind, Severity } from '#lib/model/finding.ts';
import type { Layer } from '#lib/model/layer.ts';
import type { Snapshot } from '#lib/model/snapshot.ts';
import type { Words } from '#lib/model/words.ts';

/** A part of the snapshot that a rule may read. */
export type Part = 'clusters' | 'links' | 'observations' | 'tunnels' | 'probes' | 'services' | 'names' | 'sources';

/** What a rule concludes about one subject; the runner adds what is the same for all findings of the rule. */
export interface Conclusion extends Pick<Finding, 'subject' | 'for' | 'next'> {
  against?: Finding['against'];
  /** Where they differ from the rule's own. */
  severity?: Severity;
  kind?: FindingKind;
  /** The sentence, with time, subject and number; `firstSeenAt` in epoch milliseconds. */
  words(firstSeenAt: number): Words;
}

/**
 * One failure mode, recognised. A rule is pure: it sees the parts of the snapshot that it declares and the instant it is
 * given, knows no system by name, and never concludes a fault from stale evidence. One cause, one conclusion.
 */
export interface Rule<P extends Part = Part> {
  /** Stable, never reused; also its folder's name. */
  id: string;
  title: string;
  kind: FindingKind;
  layer: Layer | null;
  severity: Severity;
  needs: readonly P[];
  evaluate(view: Readonly<Pick<Snapshot, P>>, now: number): Conclusion[];
}
