import type { Alias, Cluster, ClusterFacts, Site } from '#lib/model/cluster.ts';
import { emptyFacts } from '#lib/model/cluster.ts';
import { uniqueSlug } from '#lib/model/identity.ts';
import type { ProbeOffer } from '#lib/model/reading.ts';
import { emptyCounts } from '#lib/model/status.ts';
import { sameWords, type Words, words } from '#lib/model/words.ts';
import { emptySite, placeOf } from './placement.ts';

type Place = Pick<Site, 'id' | 'name' | 'kind' | 'provider' | 'region'>;

/** Whether we reach the API server of a cluster. Instants are epoch milliseconds. */
export interface Reach {
  state: 'waiting' | 'ok' | 'failed';
  since: number;
  lastSuccessAt: number | null;
  /** What went wrong, for people. */
  message: string;
}

interface Entry {
  id: string;
  name: string;
  place: Place | undefined;
  /** Known by hearsay only: no context of ours is it. */
  hearsay: boolean;
  reach: Reach;
  /** Systems whose names for it only peers speak of: they are taken for it because they are its own here. */
  presumed: readonly string[];
  facts: Map<string, Partial<ClusterFacts>>;
  offers: Map<string, readonly ProbeOffer[]>;
  aliases: Map<string, readonly Alias[]>;
}

/** All clusters of the fleet: those that we read and those that others speak of. */
export class ClusterRegister {
  #entries = new Map<string, Entry>();

  /** Adds a cluster of ours under its configured id. */
  add(id: string, name: string, place: Place | undefined, now: number): void {
    this.#entries.set(id, newEntry(id, name, place, false, now));
  }

  /** Adds a cluster that only others speak of, under an id that it has already. */
  addHearsay(id: string, name: string, now: number): void {
    this.#entries.set(id, newEntry(id, name, undefined, true, now));
  }

  /** Adds a cluster that only others speak of, and answers the id it got. */
  hearOf(system: string, name: string, now: number): string {
    const id = uniqueSlug(`${system}-${name}`, new Set(this.#entries.keys()));
    this.addHearsay(id, name, now);
    return id;
  }

  remove(id: string): void {
    this.#entries.delete(id);
  }

  has(id: string): boolean {
    return this.#entries.has(id);
  }

  isHearsay(id: string): boolean {
    return this.#entries.get(id)?.hearsay === true;
  }

  hearsayIds(): string[] {
    return [...this.#entries.values()].flatMap(({ id, hearsay }) => (hearsay ? [id] : []));
  }

  setReach(id: string, reach: Reach): void {
    const entry = this.#entries.get(id);
    if (entry) entry.reach = { ...reach, lastSuccessAt: reach.lastSuccessAt ?? entry.reach.lastSuccessAt };
  }

  /** Clusters of ours that never answered, by id and by the name of their context, where no other one goes by it. */
  neverRead(): Map<string, string> {
    const ours = [...this.#entries.values()].filter(({ hearsay }) => !hearsay);
    const names = new Map<string, string>();
    for (const { id, name, reach } of ours) {
      if (reach.state !== 'failed' || reach.lastSuccessAt !== null) continue;
      names.set(id, id);
      if (!ours.some((other) => other.id !== id && [other.id, other.name].includes(name))) names.set(name, id);
    }
    return names;
  }

  /** Systems whose names for a cluster are presumed to mean it. */
  presumed(id: string, systems: readonly string[]): void {
    const entry = this.#entries.get(id);
    if (entry) entry.presumed = systems;
  }

  /** A cluster that answered before a start. */
  remember(id: string, lastSuccessAt: number): void {
    const entry = this.#entries.get(id);
    if (entry) entry.reach = { ...entry.reach, lastSuccessAt };
  }

  /** Keeps what one system knows of a cluster; answers whether that told something (new), and whether its offers changed. */
  setSystem(
    id: string,
    system: string,
    part: { facts: Partial<ClusterFacts>; offers: readonly ProbeOffer[]; aliases: readonly Alias[] },
  ): { told: boolean; offered: boolean } {
    const entry = this.#entries.get(id);
    if (!entry) return { told: false, offered: false };
    const { facts, offers, aliases } = entry;
    const differs = (before: unknown, after: unknown) =>
      before !== after && JSON.stringify(before) !== JSON.stringify(after);
    const told = differs(facts.get(system), part.facts) || differs(aliases.get(system), part.aliases);
    const offered = differs(offers.get(system) ?? [], part.offers);
    facts.set(system, part.facts);
    offers.set(system, part.offers);
    aliases.set(system, part.aliases);
    return { told, offered };
  }

  offers(id: string): ProbeOffer[] {
    const all = [...(this.#entries.get(id)?.offers.values() ?? [])].flat();
    return all.sort((a, b) => (a.kind === b.kind ? 0 : a.kind === 'exporter' ? -1 : 1));
  }

  facts(id: string): ClusterFacts {
    return mergeFacts([...(this.#entries.get(id)?.facts.values() ?? [])]);
  }

  place(id: string): Site {
    const entry = this.#entries.get(id);
    return emptySite(placeOf(entry?.place, this.facts(id)));
  }

  /** The cluster as it stands, without what its links come to. */
  describe(id: string, maintenance: boolean): Cluster | undefined {
    const entry = this.#entries.get(id);
    if (!entry) return undefined;
    const facts = this.facts(id);
    const { reach } = entry;
    const observed = entry.hearsay
      ? 'unknown'
      : reach.state === 'ok'
        ? 'up'
        : reach.lastSuccessAt !== null
          ? 'stale'
          : 'unknown';
    return {
      id,
      name: entry.name,
      site: placeOf(entry.place, facts).id,
      reading: entry.hearsay
        ? 'hearsay'
        : reach.state === 'ok'
          ? 'read'
          : reach.state === 'waiting'
            ? 'waiting'
            : 'unread',
      status: maintenance ? 'maintenance' : observed,
      conflict: false,
      since: entry.hearsay ? null : reach.since,
      words: readingWords(entry),
      observedAt: reach.lastSuccessAt,
      systems: [...entry.facts.keys()].sort(),
      aliases: [...entry.aliases.values()].flat(),
      facts,
      counts: emptyCounts(),
    };
  }
}

/** Whether two states of a cluster differ in what makes a revision. */
export function clusterDiffers(a: Cluster | undefined, b: Cluster): boolean {
  return (
    a === undefined ||
    a.status !== b.status ||
    a.reading !== b.reading ||
    a.site !== b.site ||
    !sameWords(a.words, b.words) ||
    JSON.stringify(a.counts) !== JSON.stringify(b.counts)
  );
}

function newEntry(id: string, name: string, place: Place | undefined, hearsay: boolean, now: number): Entry {
  const reach: Reach = { state: 'waiting', since: now, lastSuccessAt: null, message: '' };
  return { id, name, place, hearsay, reach, presumed: [], facts: new Map(), offers: new Map(), aliases: new Map() };
}

function readingWords(entry: Entry): Words {
  if (entry.hearsay) return words('cluster.hearsay', 'No context of ours reads this cluster; others speak of it');
  if (entry.reach.state === 'ok') return words('cluster.read', 'We read this cluster');
  if (entry.reach.state === 'waiting') return words('cluster.waiting', 'The first answer is still due');
  const params = { message: entry.reach.message };
  if (entry.presumed.length === 0) return words('cluster.unread', 'We cannot read this cluster: {message}', params);
  const text =
    '{message}; peers in {systems} speak of one of this name, taken for it until it is read: say so in `aliases`, or rename it';
  return words('cluster.presumed', `We cannot read this cluster: ${text}`, {
    ...params,
    systems: entry.presumed.join(', '),
  });
}

function mergeFacts(parts: readonly Partial<ClusterFacts>[]): ClusterFacts {
  const facts = emptyFacts();
  for (const part of parts) {
    facts.version ??= part.version ?? null;
    facts.uid ??= part.uid ?? null;
    facts.clock ??= part.clock ?? null;
    if (part.nodes?.length) facts.nodes = part.nodes;
    facts.podCidrs = [...new Set([...facts.podCidrs, ...(part.podCidrs ?? [])])];
    facts.serviceCidrs = [...new Set([...facts.serviceCidrs, ...(part.serviceCidrs ?? [])])];
    facts.attributes = [...facts.attributes, ...(part.attributes ?? [])];
    facts.gateways = [...facts.gateways, ...(part.gateways ?? [])];
  }
  return facts;
}
