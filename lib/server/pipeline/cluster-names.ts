import { type Alias, aliasKey } from '#lib/model/cluster.ts';
import { linkId } from '#lib/model/identity.ts';
import { ownAlias } from '#lib/model/reading.ts';
import { AliasBook } from './alias-book.ts';

/** What is kept of names over a restart. */
export interface KnownNames {
  claims: readonly { source: string; cluster: string; alias: Alias; hosts: readonly string[] }[];
  /** Clusters that only others speak of: the id each got. */
  hearsay: readonly { alias: Alias; id: string }[];
  /** Ids that once were, and what they are now. */
  redirects: readonly { from: string; to: string }[];
}

/** Who is who: what names mean which cluster, whom we know by hearsay only, and which ids turned out to be another's. */
export class ClusterNames {
  readonly #book = new AliasBook();
  readonly #hearsay = new Map<string, { alias: Alias; id: string }>();
  readonly #redirects = new Map<string, string>();
  /** By `cluster/system`: the name by which peers mean a cluster of ours that never said its own. */
  readonly #presumed = new Map<string, Alias>();
  /** `cluster/system` of clusters that said their own names, or that they have none. */
  readonly #spoken = new Set<string>();
  readonly #configured = new Map<string, readonly Alias[]>();
  /** Rises when anything here changed. */
  version = 0;

  /** Replaces the names that one source claims for a cluster; answers whether that changed anything. */
  claim(source: string, cluster: string, aliases: readonly { alias: Alias; hosts: readonly string[] }[]): boolean {
    const changed = this.#book.claim(source, cluster, aliases);
    if (changed) this.version += 1;
    return changed;
  }

  /** The names that the configuration gives a cluster, beside its id. */
  configure(cluster: string, aliases: readonly Alias[]): void {
    this.#configured.set(cluster, [ownAlias(cluster), ...aliases]);
    this.#claimConfigured(cluster, cluster);
  }

  /** What the configuration calls `from` means `to` from here on. */
  merge(from: string, to: string): void {
    this.redirect(from, to);
    this.#claimConfigured(from, to);
  }

  #claimConfigured(entry: string, cluster: string): void {
    const names = (this.#configured.get(entry) ?? []).map((alias) => ({ alias, hosts: [] }));
    this.claim(`configuration/${entry}`, cluster, names);
  }

  /** The cluster that is meant, by claim or by hearsay; our own probes name clusters by their ids. */
  resolve(alias: Alias, hosts: readonly string[]): string | undefined {
    const claimed = this.#book.resolve(alias, hosts);
    if (claimed !== undefined) return claimed;
    if (alias.system === ownAlias('').system) return this.current(alias.name);
    return this.#hearsay.get(aliasKey(alias))?.id;
  }

  /** Remembers under which id a cluster goes that only others speak of. */
  hear(alias: Alias, id: string): void {
    this.#hearsay.set(aliasKey(alias), { alias, id });
    this.#redirects.delete(id);
    this.version += 1;
  }

  forgetHearsay(id: string): void {
    for (const [key, entry] of this.#hearsay) if (entry.id === id) this.#hearsay.delete(key);
    this.version += 1;
  }

  /**
   * Takes names that only peers speak of for clusters of ours that never answered and go by just that name. Where peers of two
   * meshes speak of one name, neither is taken. `unread`: such clusters by name. Answers the systems and clusters that are meant
   * no more, and whether any is meant that was not before.
   */
  presume(unread: ReadonlyMap<string, string>): { ended: { cluster: string; system: string }[]; begun: boolean } {
    const heard = [...this.#presumed.values(), ...[...this.#hearsay.values()].map(({ alias }) => alias)];
    const groups = Map.groupBy(heard, ({ system, name }) => {
      const cluster = unread.get(name);
      return cluster === undefined ? '' : `${cluster}/${system}`;
    });
    const ended: { cluster: string; system: string }[] = [];
    let begun = false;
    for (const [key, [alias, ...more]] of groups) {
      if (key === '' || !alias || this.#spoken.has(key)) continue;
      const { system } = alias;
      const cluster = unread.get(alias.name) ?? '';
      const known = this.#presumed.has(key);
      if (more.length > 0 && known) {
        this.unpresume(cluster, system);
        ended.push({ cluster, system });
      } else if (more.length === 0 && !known) {
        this.#presumed.set(key, alias);
        begun = this.claim(`~presumed/${key}`, cluster, [{ alias, hosts: [] }]) || begun;
      }
    }
    return { ended, begun };
  }

  /** Systems by whose names peers are presumed to mean a cluster. */
  presumedIn(cluster: string): string[] {
    return [...this.#presumed].flatMap(([key, { system }]) => (key === `${cluster}/${system}` ? system : [])).sort();
  }

  /** A cluster speaks for itself from here on; answers what it was presumed to be called. */
  speaks(cluster: string, system: string): Alias | undefined {
    this.#spoken.add(`${cluster}/${system}`);
    return this.unpresume(cluster, system);
  }

  unpresume(cluster: string, system: string): Alias | undefined {
    const key = `${cluster}/${system}`;
    const alias = this.#presumed.get(key);
    if (!alias) return undefined;
    this.#presumed.delete(key);
    this.claim(`~presumed/${key}`, cluster, []);
    return alias;
  }

  /** Clusters known by hearsay whose name somebody claims now: each old id with the new one. They redirect from here on. */
  takeOver(): { from: string; to: string }[] {
    return [...this.#hearsay].flatMap(([key, { alias, id: from }]) => {
      const to = this.#book.resolve(alias, []);
      if (to === undefined) return [];
      this.#hearsay.delete(key);
      this.redirect(from, to);
      return [{ from, to }];
    });
  }

  /** An id means another cluster from here on. */
  redirect(from: string, to: string): void {
    for (const [old, current] of this.#redirects) if (current === from) this.#redirects.set(old, to);
    this.#redirects.set(from, to);
    this.#redirects.delete(to);
    this.version += 1;
  }

  /** The id that a cluster has now. */
  current(id: string): string {
    return this.#redirects.get(id) ?? id;
  }

  /** The id that a link has now. */
  currentLink(id: string): string {
    const [a, b] = id.split('~');
    return a && b ? linkId(this.current(a), this.current(b)) : id;
  }

  /** Ids under which a cluster went before. */
  formerly(id: string): string[] {
    return [...this.#redirects].flatMap(([from, to]) => (to === id ? [from] : []));
  }

  known(): KnownNames {
    return {
      claims: this.#book.claims(),
      hearsay: [...this.#hearsay.values()],
      redirects: [...this.#redirects].map(([from, to]) => ({ from, to })),
    };
  }

  /** Puts back what was known before a start; names hold until their cluster says its own. `isOurs`: a context reads it. */
  restore({ claims, hearsay, redirects }: KnownNames, isOurs: (cluster: string) => boolean): void {
    for (const [source, own] of Map.groupBy(claims, (claim) => claim.source)) {
      const cluster = own[0]?.cluster ?? '';
      if (isOurs(cluster)) this.claim(source, cluster, own);
    }
    for (const { alias, id } of hearsay) if (!isOurs(id)) this.hear(alias, id);
    for (const { from, to } of redirects) if (!isOurs(from)) this.redirect(from, to);
  }
}
