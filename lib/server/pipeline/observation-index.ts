import { sameEvidence } from '#lib/model/evidence.ts';
import { freshUntil, type Observation, sameFacts } from '#lib/model/observation.ts';
import type { Reading } from '#lib/model/reading.ts';
import { groupOf } from '#lib/model/subject.ts';
import { sameWords } from '#lib/model/words.ts';
import type { Replaced } from './replaced.ts';
import type { ResolvedReading } from './resolve-reading.ts';
import { TableIndex } from './table-index.ts';

/** Whether an observation says the same as the known one, whenever it said it. */
function repeats(a: Observation | undefined, b: Observation): boolean {
  return a?.status === b.status && sameWords(a.words, b.words) && sameEvidence(a.evidence, b.evidence);
}

/** Whether figures of an observation moved: its instants, or facts for the detail views. */
function moved(a: Observation | undefined, b: Observation): boolean {
  return a?.observedAt !== b.observedAt || a.freshForMs !== b.freshForMs || !sameFacts(a.facts, b.facts);
}

/** What a renewed reading says. */
interface Renewed {
  statements: readonly Pick<Observation, 'observedAt' | 'freshForMs' | 'facts'>[];
  tables?: Reading['tables'];
}

const LINK = 'link/';
/** Observations by id. */
type Said = ReadonlyMap<string, Observation>;
const NOTHING: Said = new Map();

/** All current observations, by group and source. */
export class ObservationIndex {
  /** By source, group and id. */
  #bySource = new Map<string, Map<string, Map<string, Observation>>>();
  #byGroup = new Map<string, Map<string, Observation[]>>();
  /** By source, in the order of what it said. */
  #inOrder = new Map<string, readonly ({ group: string; observation: Observation } | undefined)[]>();

  readonly #tables = new TableIndex();

  /** Replaces what a source says. */
  replace(
    source: string,
    { observations, tables }: Pick<ResolvedReading, 'observations' | 'tables'>,
    now: number,
  ): Replaced {
    const groups = new Map<string, string>();
    const inOrder = observations.map((observation) => {
      if (!observation) return undefined;
      const group = groupOf(observation.subject);
      if (!groups.has(group)) groups.set(group, group);
      // One string for all that is said in a group: there are hundreds of thousands of statements.
      return { group: groups.get(group) ?? group, observation };
    });
    this.#inOrder.set(source, inOrder);
    const before = this.#bySource.get(source) ?? new Map<string, Map<string, Observation>>();
    const after = new Map<string, Map<string, Observation>>();
    for (const said of inOrder) {
      if (!said) continue;
      const { group, observation } = said;
      const mine = after.get(group) ?? new Map<string, Observation>();
      after.set(group, mine.set(observation.id, observation));
    }
    this.#bySource.set(source, after);
    const result: Replaced = { said: new Set(), aged: new Set() };
    for (const [group, mine] of after) this.#compare(source, group, before.get(group) ?? NOTHING, mine, result);
    for (const [group, known] of before) if (!after.has(group)) this.#compare(source, group, known, NOTHING, result);
    this.#tables.replace(source, tables, now, result);
    return result;
  }

  /** A source says the same again, in the same order; answers the groups whose instants or facts moved. */
  renew(source: string, { statements, tables = [] }: Renewed, now: number): Set<string> {
    const aged = new Set<string>();
    for (const [index, said] of (this.#inOrder.get(source) ?? []).entries()) {
      const statement = statements[index];
      if (!said || !statement) continue;
      const { group, observation } = said;
      const { observedAt, freshForMs, facts } = statement;
      observation.collectedAt = now;
      if (observation.observedAt === observedAt && observation.freshForMs === freshForMs && observation.facts === facts)
        continue;
      Object.assign(observation, { observedAt, freshForMs, facts });
      aged.add(group);
    }
    this.#tables.renew(source, tables, now, aged);
    return aged;
  }

  /** Replaces what a source says in one group. */
  #compare(source: string, group: string, known: Said, mine: Said, result: Replaced): void {
    let aged = false;
    let said = known.size !== mine.size;
    for (const [id, one] of mine) {
      const before = known.get(id);
      if (!repeats(before, one)) said = true;
      else aged ||= moved(before, one);
    }
    if (said) result.said.add(group);
    else if (aged) result.aged.add(group);
    // Also where nothing is new: what is renewed later are these objects, not those of before.
    const sources = this.#byGroup.get(group) ?? new Map<string, Observation[]>();
    if (mine.size > 0) sources.set(source, [...mine.values()]);
    else sources.delete(source);
    if (sources.size > 0) this.#byGroup.set(group, sources);
    else this.#byGroup.delete(group);
  }

  /** All that is said in a group. */
  of(group: string): Observation[] {
    const single = [...(this.#byGroup.get(group)?.values() ?? [])].flat();
    return group.startsWith(LINK) ? [...single, ...this.#tables.of(group.slice(LINK.length))] : single;
  }

  /** The instant from which one of them is no longer fresh, epoch milliseconds; Infinity where nothing is said. */
  freshUntil(group: string): number {
    let until = group.startsWith(LINK) ? this.#tables.freshUntil(group.slice(LINK.length)) : Number.POSITIVE_INFINITY;
    for (const said of this.#byGroup.get(group)?.values() ?? [])
      for (const one of said) until = Math.min(until, freshUntil(one));
    return until;
  }
}
