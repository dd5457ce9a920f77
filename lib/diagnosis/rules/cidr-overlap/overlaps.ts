import { linkId } from '#lib/model/identity.ts';
import type { Link } from '#lib/model/link.ts';
import { overlaps } from '../../address-range.ts';
import type { Pair } from '../../pairs.ts';
import type { Claim } from './claimed-ranges.ts';

/** Two clusters with a range each that share addresses. */
export interface Overlap extends Pair {
  ofA: string;
  ofB: string;
  /** A system carries packets for one of the ranges between the two. */
  joined: boolean;
}

/** The overlaps that matter, the first of each two clusters; in the time of sorting, plus one step for each overlap. */
export function overlapsOf(claims: readonly Claim[], links: ReadonlyMap<string, Link>): Overlap[] {
  const sorted = claims.toSorted((one, other) => (one.range.first < other.range.first ? -1 : 1));
  const system = onlySystem(links);
  const found = new Map<string, Overlap>();
  let open: Claim[] = [];
  for (const claim of sorted) {
    open = open.filter((one) => one.range.last >= claim.range.first);
    for (const one of open) {
      if (one.cluster === claim.cluster || isNoMatter(one, claim, system) || !overlaps(one.range, claim.range))
        continue;
      const id = linkId(one.cluster, claim.cluster);
      if (found.get(id)?.joined) continue;
      const joined = meet(one, claim, links.get(id)?.systems ?? []);
      if (joined === null || (found.has(id) && !joined)) continue;
      const [a, b] = one.cluster < claim.cluster ? [one, claim] : [claim, one];
      found.set(id, { a: a.cluster, b: b.cluster, ofA: a.range.text, ofB: b.range.text, joined });
    }
    open.push(claim);
  }
  return [...found.values()];
}

/** The system of all links, where there is but one: then most overlaps are done with before a link is looked up. */
function onlySystem(links: ReadonlyMap<string, Link>): string | null {
  let only: string | null = null;
  for (const { systems } of links.values())
    for (const system of systems) {
      if (only !== null && system !== only) return null;
      only = system;
    }
  return only;
}

/** Nobody routes either: services and nodes of clusters may well have the same ranges, and pods that are translated. */
function isNoMatter(one: Claim, other: Claim, system: string | null): boolean {
  if (one.routedBy.length > 0 || other.routedBy.length > 0) return false;
  if (!one.pods && !other.pods) return true;
  return system !== null && one.tellers.includes(system) && other.tellers.includes(system);
}

/** Whether an overlap is a fault (`true`) or may become one (`false`), or is no matter. */
function meet(one: Claim, other: Claim, systems: readonly string[]): boolean | null {
  if (systems.length > 0) return isRouted(one, systems) || isRouted(other, systems) ? true : null;
  return one.pods && other.pods && !(isTranslated(one) && isTranslated(other)) ? false : null;
}

/** Its system carries other addresses in its stead. */
function isTranslated({ tellers, routedBy }: Claim): boolean {
  return tellers.length > 0 && routedBy.length === 0;
}

/** By the word of a system of the link; pods' own addresses where it has none. */
function isRouted({ routedBy, tellers, pods }: Claim, systems: readonly string[]): boolean {
  return systems.some((system) => (tellers.includes(system) ? routedBy.includes(system) : pods));
}

/** `10.1.0.0/16 of a and 10.0.0.0/8 of b; and 3 more`. */
export function nameRanges(pairs: readonly Overlap[]): string {
  const more = pairs.length - 3;
  const named = pairs.slice(0, 3).map(({ a, b, ofA, ofB }) => `${ofA} of ${a} and ${ofB} of ${b}`);
  return `${named.join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
}
