import type { Witness } from '#lib/model/finding.ts';
import type { Link } from '#lib/model/link.ts';
import { freshUntil, type Observation } from '#lib/model/observation.ts';
import type { Snapshot } from '#lib/model/snapshot.ts';
import { groupOf } from '#lib/model/subject.ts';

/** Most witnesses that one side of a finding names; the rest is on the page of its subject. */
const MAX_WITNESSES = 6;
/** Most facts in a source's own words that one witness quotes. */
const MAX_FACTS = 3;

/** All observations about a link or either of its directions. */
export function aboutLink(view: Readonly<Pick<Snapshot, 'observations'>>, { id }: Pick<Link, 'id'>): Observation[] {
  return view.observations.get(groupOf({ kind: 'link', link: id })) ?? [];
}

/** Observations as witnesses, newest first, at most six. `now` in epoch milliseconds. */
export function testimony(observations: Iterable<Observation>, now: number, believed: boolean): Witness[] {
  return [...new Set(observations)]
    .sort((a, b) => b.observedAt - a.observedAt || (a.id < b.id ? -1 : 1))
    .slice(0, MAX_WITNESSES)
    .map((observation) => ({
      who: observation.witness,
      source: observation.source,
      says: says(observation),
      quotes: [
        observation.words.text,
        ...observation.facts.slice(0, MAX_FACTS).map((fact) => `${fact.name}: ${fact.value}`),
      ],
      observedAt: observation.observedAt,
      fresh: freshUntil(observation) > now,
      believed,
    }));
}

function says({ evidence }: Observation): Witness['says'] {
  if (evidence?.result === 'pass') return 'works';
  return evidence?.result === 'fail' ? 'fails' : 'unsure';
}

/** A witness that is no observation: a source, a cluster's own facts. */
export function word(who: string, source: string, quotes: string[], observedAt: number): Witness {
  return { who, source, says: 'unsure', quotes, observedAt, fresh: true, believed: true };
}
