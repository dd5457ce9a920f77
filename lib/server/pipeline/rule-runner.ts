import type { Transition } from '#lib/history/store.ts';
import type { Snapshot } from '#lib/model/snapshot.ts';
import { findingTransitions } from './finding-changes.ts';
import type { Diagnosis, FleetOptions } from './fleet-plan.ts';

/** The rules run this often while things change, and so often while nothing does: they read the whole snapshot. Milliseconds. */
const EVERY_MS = { moving: 1000, quiet: 5000 };

/** Runs the rules when they are due. */
export class RuleRunner {
  readonly #diagnose: FleetOptions['diagnose'];
  #ranAt = Number.NEGATIVE_INFINITY;
  #moved = false;
  /** Rules that broke at their last run. */
  faults: Diagnosis['faults'] = [];

  constructor(diagnose: FleetOptions['diagnose']) {
    this.#diagnose = diagnose;
  }

  /** Replaces the findings of the snapshot, if the rules are due; answers what changed. `moved`: the snapshot did. */
  run(snapshot: Snapshot, moved: boolean, now: number): Transition[] {
    this.#moved ||= moved;
    if (now - this.#ranAt < EVERY_MS[this.#moved ? 'moving' : 'quiet']) return [];
    this.#ranAt = now;
    this.#moved = false;
    const { findings, faults } = this.#diagnose(snapshot, snapshot.findings, now);
    const transitions = findingTransitions(snapshot.findings, findings, now);
    snapshot.findings = findings;
    this.faults = faults;
    return transitions;
  }
}
