import { type Alias, aliasKey } from '#lib/model/cluster.ts';

interface Claim {
  cluster: string;
  hosts: readonly string[];
}

/**
 * Who is who: which cluster a system means by a name. Names are read from the clusters themselves. Two claimants of one
 * name are told apart by host or address, else the name means neither.
 */
export class AliasBook {
  #bySource = new Map<string, { key: string; alias: Alias; claim: Claim }[]>();
  #claims = new Map<string, Claim[]>();

  /** Replaces what one source says about the names of its cluster. Answers whether anything changed. */
  claim(source: string, cluster: string, aliases: readonly { alias: Alias; hosts: readonly string[] }[]): boolean {
    const before = this.#bySource.get(source) ?? [];
    const after = aliases.map(({ alias, hosts }) => ({ key: aliasKey(alias), alias, claim: { cluster, hosts } }));
    if (sameClaims(before, after)) return false;
    this.#bySource.set(source, after);
    const all = Map.groupBy([...this.#bySource.values()].flat(), ({ key }) => key);
    this.#claims = new Map([...all].map(([key, list]) => [key, list.map(({ claim }) => claim)]));
    return true;
  }

  /** What every source claims, to be kept over a restart; what is configured or presumed is found anew and left out. */
  claims(): { source: string; cluster: string; alias: Alias; hosts: readonly string[] }[] {
    return [...this.#bySource].flatMap(([source, claims]) =>
      /^(configuration|~presumed)\//.test(source)
        ? []
        : claims.map(({ alias, claim }) => ({ source, alias, ...claim })),
    );
  }

  /**
   * The cluster that a peer's alias means, or nothing: nobody claims it, or several do and no host tells them apart. Where one
   * side does not know the scope of its names, the only claim of that name is taken.
   */
  resolve(alias: Alias, hosts: readonly string[]): string | undefined {
    const claims = this.#claims.get(aliasKey(alias)) ?? this.#withoutScope(alias);
    const clusters = new Set(claims.map((claim) => claim.cluster));
    if (clusters.size <= 1) return claims[0]?.cluster;
    const matching = new Set(
      claims.filter((claim) => claim.hosts.some((host) => hosts.includes(host))).map((claim) => claim.cluster),
    );
    return matching.size === 1 ? [...matching][0] : undefined;
  }

  #withoutScope(alias: Alias): Claim[] {
    if (alias.scope !== '') return this.#claims.get(aliasKey({ ...alias, scope: '' })) ?? [];
    const named = [...this.#bySource.values()]
      .flat()
      .filter((one) => one.alias.system === alias.system && one.alias.name === alias.name);
    return new Set(named.map(({ key }) => key)).size === 1 ? named.map(({ claim }) => claim) : [];
  }

  /** Names that several clusters claim. */
  disputed(): { key: string; clusters: string[] }[] {
    return [...this.#claims].flatMap(([key, claims]) => {
      const clusters = [...new Set(claims.map((claim) => claim.cluster))].sort();
      return clusters.length > 1 ? [{ key, clusters }] : [];
    });
  }
}

function sameClaims(a: readonly { key: string; claim: Claim }[], b: readonly { key: string; claim: Claim }[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
