import { linkId } from '#lib/model/identity.ts';
import type { Observation } from '#lib/model/observation.ts';
import type { Subject } from '#lib/model/subject.ts';
import { sameWords } from '#lib/model/words.ts';

/** The group under which an observation is kept: its link, its cluster, or its source. */
export function groupOf(subject: Subject): string {
  switch (subject.kind) {
    case 'link':
      return `link/${subject.link}`;
    case 'direction':
      return `link/${linkId(subject.from, subject.to)}`;
    case 'cluster':
      return `cluster/${subject.cluster}`;
    case 'source':
      return `source/${subject.source}`;
  }
}

/** Whether two observations say the same, whenever they said it. */
export function saysTheSame(a: Observation, b: Observation): boolean {
  if (a.status !== b.status || !sameWords(a.words, b.words)) return false;
  if (a.evidence === null || b.evidence === null) return a.evidence === b.evidence;
  return (
    a.evidence.result === b.evidence.result &&
    a.evidence.way === b.evidence.way &&
    a.evidence.size === b.evidence.size &&
    a.evidence.strength === b.evidence.strength &&
    a.evidence.scope === b.evidence.scope &&
    a.evidence.layer === b.evidence.layer
  );
}

/** What replacing the observations of one source did. */
export interface Replaced {
  /** Groups in which something else is said now. */
  said: Set<string>;
  /** Groups in which only instants moved. */
  aged: Set<string>;
  changed: Observation[];
  ended: Observation[];
}

/** All current observations, by group and source. */
export class ObservationIndex {
  #bySource = new Map<string, Map<string, Observation>>();
  #byGroup = new Map<string, Map<string, Observation[]>>();

  replace(source: string, observations: readonly Observation[]): Replaced {
    const before = this.#bySource.get(source) ?? new Map<string, Observation>();
    const after = new Map(
      observations.map((observation) => [`${groupOf(observation.subject)} ${observation.id}`, observation]),
    );
    const result: Replaced = { said: new Set(), aged: new Set(), changed: [], ended: [] };
    for (const [key, observation] of after) {
      const known = before.get(key);
      const group = groupOf(observation.subject);
      if (known && saysTheSame(known, observation)) result.aged.add(group);
      else {
        result.said.add(group);
        result.changed.push(observation);
      }
    }
    for (const [key, observation] of before) {
      if (after.has(key)) continue;
      result.said.add(groupOf(observation.subject));
      result.ended.push(observation);
    }
    this.#bySource.set(source, after);
    const groups = Map.groupBy(after.values(), (observation) => groupOf(observation.subject));
    for (const group of new Set([...result.said, ...result.aged])) {
      const sources = this.#byGroup.get(group) ?? new Map<string, Observation[]>();
      const mine = groups.get(group);
      if (mine) sources.set(source, mine);
      else sources.delete(source);
      if (sources.size > 0) this.#byGroup.set(group, sources);
      else this.#byGroup.delete(group);
    }
    return result;
  }

  of(group: string): Observation[] {
    return [...(this.#byGroup.get(group)?.values() ?? [])].flat();
  }

  drop(group: string): void {
    this.#byGroup.delete(group);
  }
}
