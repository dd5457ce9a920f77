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

function repeats(known: Observation | undefined, said: Observation): boolean {
  return known !== undefined && saysTheSame(known, said);
}

/** Whether figures of an observation moved: its instants, or facts for the detail views. */
function moved(a: Observation | undefined, b: Observation): boolean {
  if (!a || a.observedAt !== b.observedAt || a.freshForMs !== b.freshForMs || a.facts.length !== b.facts.length)
    return true;
  return b.facts.some(({ name, value }, index) => a.facts[index]?.name !== name || a.facts[index]?.value !== value);
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

/** Observations by id. */
type Said = ReadonlyMap<string, Observation>;
const NOTHING: Said = new Map();

/** All current observations, by group and source. */
export class ObservationIndex {
  /** By source, group and id. */
  #bySource = new Map<string, Map<string, Map<string, Observation>>>();
  #byGroup = new Map<string, Map<string, Observation[]>>();

  replace(source: string, observations: readonly Observation[]): Replaced {
    const before = this.#bySource.get(source) ?? new Map<string, Map<string, Observation>>();
    const after = new Map<string, Map<string, Observation>>();
    for (const observation of observations) {
      const group = groupOf(observation.subject);
      const mine = after.get(group) ?? new Map<string, Observation>();
      after.set(group, mine.set(observation.id, observation));
    }
    this.#bySource.set(source, after);
    const result: Replaced = { said: new Set(), aged: new Set(), changed: [], ended: [] };
    for (const [group, mine] of after) this.#compare(source, group, before.get(group) ?? NOTHING, mine, result);
    for (const [group, known] of before) if (!after.has(group)) this.#compare(source, group, known, NOTHING, result);
    return result;
  }

  /** Replaces what a source says in one group. */
  #compare(source: string, group: string, known: Said, mine: Said, result: Replaced): void {
    const changes = result.changed.length + result.ended.length;
    let aged = false;
    for (const [id, one] of mine) {
      const before = known.get(id);
      if (!repeats(before, one)) result.changed.push(one);
      else aged ||= moved(before, one);
    }
    for (const [id, one] of known) if (!mine.has(id)) result.ended.push(one);
    if (result.changed.length + result.ended.length > changes) result.said.add(group);
    else if (aged) result.aged.add(group);
    else return;
    const sources = this.#byGroup.get(group) ?? new Map<string, Observation[]>();
    if (mine.size > 0) sources.set(source, [...mine.values()]);
    else sources.delete(source);
    if (sources.size > 0) this.#byGroup.set(group, sources);
    else this.#byGroup.delete(group);
  }

  of(group: string): Observation[] {
    return [...(this.#byGroup.get(group)?.values() ?? [])].flat();
  }
}
