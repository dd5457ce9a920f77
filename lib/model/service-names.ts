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
  /** By cluster: `system\nscope` of each name it has. */
  readonly #scopes = new Map<string, Set<string>>();

  constructor(clusters: ReadonlyMap<string, Cluster>) {
    this.#clusters = clusters;
    for (const { id, aliases } of clusters.values()) {
      const scopes = new Set<string>();
      this.#scopes.set(id, scopes);
      for (const alias of aliases) {
        if (alias.system === OWN) continue;
        note(this.#byAlias, aliasKey(alias), id);
        note(this.#byName, alias.name, id);
        scopes.add(`${alias.system}\n${alias.scope}`);
      }
    }
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
    for (const scope of this.#scopes.get(observer) ?? []) {
      const known = this.#byAlias.get(`${scope}\n${name}`);
      if (known) return known;
    }
    const anywhere = this.#byName.get(name);
    if (anywhere !== undefined) return anywhere ?? undefined;
    return this.#clusters.has(name) ? name : undefined;
  }

  /** Whether a system says that two clusters are of one set; null where one of them is in no set that is known. */
  together(a: string, b: string): boolean | null {
    const [ofA, ofB] = [this.#scopes.get(a), this.#scopes.get(b)];
    if (!ofA || !ofB || ofA.size === 0 || ofB.size === 0) return null;
    return [...ofA].some((scope) => ofB.has(scope));
  }
}

const OWN = ownAlias('').system;

function note(names: Map<string, string | null>, name: string, id: string): void {
  const known = names.get(name);
  names.set(name, known === undefined || known === id ? id : null);
}
