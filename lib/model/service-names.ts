import { aliasKey, type Cluster } from './cluster.ts';
import { ownAlias } from './reading.ts';

/** What a cluster set calls its members, in our own ids; made of the names that systems claim for the clusters. */
export class ServiceNames {
  readonly #clusters: ReadonlyMap<string, Cluster>;
  /** By alias key: who goes by it; null: several do. */
  readonly #byAlias = new Map<string, string | null>();
  /** By bare name, whatever the system; null: several go by it. */
  readonly #byName = new Map<string, string | null>();
  readonly #resolved = new Map<string, Map<string, string | undefined>>();
  /** By system, and for all of them under ANY; by cluster: `system\nscope` of each name it has. */
  readonly #scopes = new Map<string, Map<string, Set<string>>>();
  readonly #namedBy: ReadonlyMap<string, string>;

  /** `namedBy`: by cluster, the system whose names its cluster set goes by, where its objects tell. */
  constructor(clusters: ReadonlyMap<string, Cluster>, namedBy: ReadonlyMap<string, string>) {
    this.#clusters = clusters;
    this.#namedBy = namedBy;
    for (const { id, aliases } of clusters.values()) {
      for (const alias of aliases) {
        if (alias.system === OWN) continue;
        note(this.#byAlias, aliasKey(alias), id);
        note(this.#byName, alias.name, id);
        for (const system of [ANY, alias.system]) this.#enter(system, id, `${alias.system}\n${alias.scope}`);
      }
    }
  }

  #enter(system: string, id: string, scope: string): void {
    const clusters = this.#scopes.get(system) ?? new Map<string, Set<string>>();
    this.#scopes.set(system, clusters);
    const scopes = clusters.get(id);
    if (scopes) scopes.add(scope);
    else clusters.set(id, new Set([scope]));
  }

  /**
   * The id of the cluster that `observer` calls so, or nothing while that can't be told: by a cluster set that it is in, else
   * the only one of that name anywhere, else the one of that id.
   */
  idOf(observer: string, name: string): string | undefined {
    const known = this.#resolved.get(observer) ?? new Map<string, string | undefined>();
    this.#resolved.set(observer, known);
    if (!known.has(name)) known.set(name, this.#resolve(observer, name));
    return known.get(name);
  }

  #resolve(observer: string, name: string): string | undefined {
    const own = this.#scopes.get(this.#namedBy.get(observer) ?? ANY)?.get(observer) ?? [];
    for (const scope of [...own, ...(this.#scopes.get(ANY)?.get(observer) ?? [])]) {
      const known = this.#byAlias.get(`${scope}\n${name}`);
      if (known) return known;
    }
    const anywhere = this.#byName.get(name);
    if (anywhere !== undefined) return anywhere ?? undefined;
    return this.#clusters.has(name) ? name : undefined;
  }

  /** The system that decides whether two clusters are of one set; ANY while neither tells, null when they tell two. */
  decider(a: string, b: string): string | null {
    const [ofA, ofB] = [this.#namedBy.get(a), this.#namedBy.get(b)];
    return ofA && ofB && ofA !== ofB ? null : (ofA ?? ofB ?? ANY);
  }

  /** The system that carries services between two clusters of one set; null while none or several may. */
  carrier(a: string, b: string): string | null {
    return this.decider(a, b) || null;
  }

  /** Whether the deciding system says that two clusters are of one set; null where it knows no set of one of them. */
  together(a: string, b: string): boolean | null {
    const decider = this.decider(a, b);
    if (decider === null) return false;
    const clusters = this.#scopes.get(decider);
    const [ofA, ofB] = [clusters?.get(a), clusters?.get(b)];
    if (!ofA || !ofB) return null;
    for (const scope of ofA) if (ofB.has(scope)) return true;
    return false;
  }
}

/** Stands for every system: no system is called so. */
export const ANY = '';
const OWN = ownAlias('').system;

function note(names: Map<string, string | null>, name: string, id: string): void {
  const known = names.get(name);
  names.set(name, known === undefined || known === id ? id : null);
}
