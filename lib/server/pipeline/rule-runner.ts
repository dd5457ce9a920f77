import type { Transition } from '#lib/history/store.ts';
import type { Snapshot } from '#lib/model/snapshot.ts';
import { findingTransitions } from './finding-changes.ts';
import { AWAIT_KNOWN_MS, type Diagnosis, type FleetOptions } from './fleet-plan.ts';

/**
 * The rules run this often while things change, and so often while nothing does, milliseconds; less often where there are more
 * than 5,000 links: they read the whole snapshot, which for 32,000 takes 0.4 s.
 */
const EVERY_MS = { moving: 1000, quiet: 5000 };
const LINKS_IN_TIME = 5000;

/** Runs the rules when they are due. */
export class RuleRunner {
  readonly #diagnose: FleetOptions['diagnose'];
  /** Findings of before the start that have not come back yet, and until when they may. */
  #awaited = new Map<string, number>();
  #awaitedUntil = 0;
  #ranAt = Number.NEGATIVE_INFINITY;
  #moved = false;
  /** Rules that broke at their last run. */
  faults: Diagnosis['faults'] = [];

  constructor(diagnose: FleetOptions['diagnose']) {
    this.#diagnose = diagnose;
  }

  /** Puts back what was open before a start: when each finding was first seen, by id. */
  restore(findings: ReadonlyMap<string, number>, now: number): void {
    this.#awaited = new Map(findings);
    this.#awaitedUntil = now + AWAIT_KNOWN_MS;
  }

  /** Replaces the findings of the snapshot, if the rules are due; answers what changed. `moved`: the snapshot did. */
  run(snapshot: Snapshot, moved: boolean, now: number): Transition[] {
    this.#moved ||= moved;
    const everyMs = EVERY_MS[this.#moved ? 'moving' : 'quiet'] * Math.max(1, snapshot.links.size / LINKS_IN_TIME);
    if (now - this.#ranAt < everyMs) return [];
    this.#ranAt = now;
    this.#moved = false;
    const { findings, faults } = this.#diagnose(snapshot, snapshot.findings, now, this.#awaited);
    const transitions = [...findingTransitions(snapshot.findings, findings, now), ...this.#giveUp(findings, now)];
    snapshot.findings = findings;
    this.faults = faults;
    return transitions;
  }

  /** What came back is awaited no longer; what did not in time has ended while nobody watched. */
  #giveUp(findings: Diagnosis['findings'], now: number): Transition[] {
    for (const id of findings.keys()) this.#awaited.delete(id);
    if (this.#awaited.size === 0 || now < this.#awaitedUntil) return [];
    const ended = [...this.#awaited.keys()].map(
      (subject): Transition => ({ at: now, kind: 'finding', subject, state: null }),
    );
    this.#awaited.clear();
    return ended;
  }
}
