import type { Transition } from '#lib/history/store.ts';
import type { Snapshot } from '#lib/model/snapshot.ts';
import { findingTransitions } from './finding-changes.ts';
import { AWAIT_KNOWN_MS, type Diagnosis, type FleetOptions } from './fleet-plan.ts';

/**
 * The rules run this often while things change, and so often while nothing does, milliseconds; less often where there are more
 * than 5,000 links: they read the whole snapshot, one rule after the other.
 */
const EVERY_MS = { moving: 1000, quiet: 5000 };
const LINKS_IN_TIME = 5000;

interface UnderWay {
  turns: ReturnType<FleetOptions['diagnose']>;
  at: number;
}

/** Runs the rules when they are due. */
export class RuleRunner {
  readonly #diagnose: FleetOptions['diagnose'];
  /** Findings of before the start that have not come back yet, and until when they may. */
  #awaited = new Map<string, number>();
  #awaitedUntil = 0;
  #ranAt = Number.NEGATIVE_INFINITY;
  #moved = false;
  /** A run that is not at its end, and when it began. */
  #underWay: UnderWay | null = null;
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

  /**
   * Replaces the findings of the snapshot when the rules have run, if they are due; answers what changed. `moved`: the snapshot
   * did. `enough` ends it early, after one rule at least: the others have their turn the next time.
   */
  run(snapshot: Snapshot, moved: boolean, now: number, enough: () => boolean): Transition[] {
    this.#moved ||= moved;
    this.#underWay ??= this.#begin(snapshot, now);
    if (!this.#underWay) return [];
    const { turns, at } = this.#underWay;
    for (let turn = turns.next(); ; turn = turns.next()) {
      if (turn.done) return this.#end(snapshot, turn.value, at);
      if (enough()) return [];
    }
  }

  /** Whether the last run left rules for the next one. */
  get behind(): boolean {
    return this.#underWay !== null;
  }

  #begin(snapshot: Snapshot, now: number): UnderWay | null {
    const everyMs = EVERY_MS[this.#moved ? 'moving' : 'quiet'] * Math.max(1, snapshot.links.size / LINKS_IN_TIME);
    if (now - this.#ranAt < everyMs) return null;
    this.#ranAt = now;
    this.#moved = false;
    return { turns: this.#diagnose(snapshot, snapshot.findings, now, this.#awaited), at: now };
  }

  #end(snapshot: Snapshot, { findings, faults }: Diagnosis, now: number): Transition[] {
    this.#underWay = null;
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
