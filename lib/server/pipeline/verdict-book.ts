import type { Contradiction } from '#lib/model/contradiction.ts';
import { directionId, linkId } from '#lib/model/identity.ts';
import type { Link } from '#lib/model/link.ts';
import { freshUntil } from '#lib/model/observation.ts';
import type { DirectionVerdict, JudgedLayer } from '#lib/model/verdict.ts';
import { Calendar } from './calendar.ts';
import { judgeLink, type LinkQuestion, type Suspended } from './link-judge.ts';

/** What is known of a direction before a start; `suspended`: the status that fresh evidence may find again. */
export interface KnownDirection {
  verdict: DirectionVerdict;
  suspended: Suspended | null;
}

/** The verdicts of all directions: the memory of the next ones, and when time alone changes one. */
export class VerdictBook {
  readonly #verdicts = new Map<string, DirectionVerdict>();
  readonly #suspended = new Map<string, Suspended>();
  /** Links all of whose observations were fresh when they were judged. */
  readonly #fresh = new Set<string>();
  /** Links by when time may change them. */
  readonly #calendar = new Calendar<string>();

  restore(directions: ReadonlyMap<string, KnownDirection>): void {
    for (const [id, { verdict, suspended }] of directions) {
      this.#verdicts.set(id, verdict);
      if (suspended) this.#suspended.set(id, suspended);
    }
  }

  judge(question: Omit<LinkQuestion, 'verdicts' | 'suspended'>): Link {
    const { link, verdicts } = judgeLink({ ...question, verdicts: this.#verdicts, suspended: this.#suspended });
    if (question.observations.every((one) => freshUntil(one) > question.now)) this.#fresh.add(link.id);
    else this.#fresh.delete(link.id);
    for (const [index, verdict] of verdicts.entries()) {
      const direction = link.directions[index];
      if (!direction) continue;
      this.#verdicts.set(directionId(direction.from, direction.to), { ...verdict, since: direction.since });
      this.#calendar.put(link.id, verdict.validUntil);
    }
    return link;
  }

  /**
   * Links that time alone may have changed by now; each is answered once. Not those of which the same was said again meanwhile:
   * all of it was fresh and all of it is.
   */
  takeDue(now: number, freshUntilOf: (link: string) => number): string[] {
    const due: string[] = [];
    for (const link of [...this.#calendar.take(now)]) {
      const until = this.#validUntil(link);
      const freshAgain = until <= now ? this.#freshAgainUntil(link, freshUntilOf) : until;
      if (freshAgain <= now) due.push(link);
      else this.#calendar.put(link, freshAgain);
    }
    return due;
  }

  /** No fresh evidence spoke in either direction since the start. */
  unwatched(link: Link): boolean {
    return link.directions.every(({ from, to }) => this.#suspended.has(directionId(from, to)));
  }

  contradiction(from: string, to: string): Contradiction | null {
    return this.#verdicts.get(directionId(from, to))?.contradiction ?? null;
  }

  forget(ends: readonly [string, string]): void {
    for (const id of idsOf(ends)) {
      this.#verdicts.delete(id);
      this.#suspended.delete(id);
    }
    this.#fresh.delete(linkId(...ends));
  }

  /** One end of a link has another id now: what was known goes on there, unless more is known already. */
  move(ends: readonly [string, string], to: readonly [string, string]): void {
    for (const [index, old] of idsOf(ends).entries()) {
      const id = idsOf(to)[index] ?? '';
      const verdict = this.#verdicts.get(old);
      if (verdict && !this.#verdicts.has(id)) this.#verdicts.set(id, verdict);
    }
    this.forget(ends);
  }

  /** Until when all that is said of a link is fresh; 0 where more than its freshness counts. */
  #freshAgainUntil(link: string, freshUntilOf: (link: string) => number): number {
    const awaited = this.#layers(link).some(
      ({ restoredUntil, contradictionSince, conflict }) =>
        restoredUntil !== null || (contradictionSince !== null && !conflict),
    );
    if (awaited || !this.#fresh.has(link)) return 0;
    return freshUntilOf(link);
  }

  #layers(link: string): JudgedLayer[] {
    const [a = '', b = ''] = link.split('~');
    return idsOf([a, b]).flatMap((id) => Object.values(this.#verdicts.get(id)?.layers ?? {}));
  }

  #validUntil(link: string): number {
    const [a = '', b = ''] = link.split('~');
    const instants = idsOf([a, b]).map((id) => this.#verdicts.get(id)?.validUntil ?? Number.POSITIVE_INFINITY);
    return Math.min(...instants);
  }
}

function idsOf([a, b]: readonly [string, string]): [string, string] {
  return [directionId(a, b), directionId(b, a)];
}
