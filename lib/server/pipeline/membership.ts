import type { Peer } from '#lib/collectors/collector.ts';
import { type Alias, aliasKey } from '#lib/model/cluster.ts';
import { linkEnds, linkId } from '#lib/model/identity.ts';
import type { Reading } from '#lib/model/reading.ts';
import { ClusterNames } from './cluster-names.ts';
import { ClusterRegister } from './cluster-register.ts';
import type { FleetPlan, Memories } from './fleet-plan.ts';
import { LinkRegister } from './link-register.ts';
import type { Meant } from './meant.ts';
import type { ReadingSource } from './reading-source.ts';
import type { ResolvedReading } from './resolve-reading.ts';
import { Twins } from './twins.ts';
import type { VerdictBook } from './verdict-book.ts';
import type { WorkList } from './work-list.ts';

/** Which clusters and links there are, and who is who among them. */
export class Membership {
  readonly names = new ClusterNames();
  readonly clusters = new ClusterRegister();
  readonly links = new LinkRegister();
  readonly twins: Twins;
  readonly #promises = new Map<string, FleetPlan['links'][number]>();
  readonly #work: WorkList;
  readonly #verdicts: Pick<VerdictBook, 'move'>;
  readonly #peers = new Map<string, Peer[]>();
  /** Clusters whose peers, or what these offer, may have changed since they were asked for. */
  readonly #peersMoved = new Set<string>();
  #settled = false;
  /** Rises when what `peersOf` answers may have changed. */
  peersVersion = 0;

  constructor(plan: FleetPlan, now: number, work: WorkList, verdicts: Pick<VerdictBook, 'move'>) {
    this.#work = work;
    this.#verdicts = verdicts;
    this.twins = new Twins(plan.clusters.map(({ id }) => id));
    for (const cluster of plan.clusters) {
      this.clusters.add(cluster.id, cluster.name, cluster.place, now);
      this.names.configure(cluster.id, cluster.aliases);
      work.clusters.add(cluster.id);
    }
    for (const link of plan.links) {
      this.#promises.set(linkId(...link.clusters), link);
      if (!link.probe || !link.clusters.every((end) => this.clusters.has(end))) continue;
      this.links.configure(...link.clusters);
      work.links.add(linkId(...link.clusters));
    }
  }

  /** Puts back names and links from before a start; answers the links that can't come back: an end is not in the fleet any more. */
  restore({ links, clusters, names }: Omit<Memories, 'directions'>, now: number): string[] {
    this.names.restore(names, (cluster) => this.clusters.has(cluster));
    for (const [id, lastSuccessAt] of clusters) this.clusters.remember(id, lastSuccessAt);
    for (const { alias, id } of names.hearsay) {
      if (!this.clusters.has(id)) this.clusters.addHearsay(id, alias.name, now);
      this.#work.clusters.add(id);
    }
    return links.filter((id) => {
      const ends = linkEnds(id);
      if (!ends?.every((end) => this.clusters.has(end))) return true;
      const ours = ends.filter((end) => !this.clusters.isHearsay(end));
      this.links.remember(...ends, ours, now);
      this.#work.links.add(id);
      return false;
    });
  }

  /** Every source has answered or failed once; answers whether that is new. See `#idOf`. */
  settle(): boolean {
    const first = !this.#settled;
    this.#settled = true;
    return first;
  }

  /**
   * The id of a peer. Who is not known once every source has answered or failed is known by hearsay only; before, a peer that
   * nobody claims may be one of ours that has not said its names yet.
   */
  #idOf(peer: Alias, hosts: readonly string[], now: number): string | undefined {
    const known = this.names.resolve(peer, hosts);
    if (known !== undefined) return this.clusters.has(known) ? known : undefined;
    if (!this.#settled) return undefined;
    const id = this.clusters.hearOf(peer.system, peer.name, now);
    this.names.hear(peer, id);
    this.#work.clusters.add(id);
    return id;
  }

  /** The ids of the peers of one reading; each is looked for once, and kept in `meant`. */
  idsOf(reading: Reading, now: number, meant: Meant): (peer: Alias) => string | undefined {
    const hosts = new Map(reading.peers.map((claim) => [aliasKey(claim.peer), claim.hosts]));
    const looked = new Set<string>();
    return (peer) => {
      const key = aliasKey(peer);
      if (!looked.has(key)) {
        looked.add(key);
        const told = hosts.get(key) ?? [];
        meant.set(key, { peer, hosts: told, id: this.#idOf(peer, told, now) });
      }
      return meant.get(key)?.id;
    };
  }

  /** The ids of peers as they were meant last. */
  meantIn(meant: Meant, now: number): (peer: Alias) => string | undefined {
    return (peer) => {
      const known = meant.get(aliasKey(peer));
      return known ? known.id : this.#idOf(peer, [], now);
    };
  }

  /** Whether all names of a reading still mean whom they meant. */
  stillMeans({ peers }: Reading, meant: Meant, now: number): boolean {
    // What is offered for a peer counts while others alone speak of it: that ends without any name meaning another.
    if (peers.some(({ offers }) => offers)) return false;
    return meant.values().every(({ peer, hosts, id }) => this.#idOf(peer, hosts, now) === id);
  }

  /** Takes the names that a source says of its cluster; answers whether names mean others now. */
  learn(source: ReadingSource, { aliases }: Reading): boolean {
    const presumed = this.names.speaks(source.cluster, source.system);
    const claimed = this.names.claim(source.id, source.cluster, aliases);
    if (presumed && this.names.resolve(presumed, []) !== source.cluster) this.#unname(source);
    if (!claimed && !presumed) return false;
    this.#work.clusters.add(source.cluster);
    this.#takeOver();
    return true;
  }

  #takeOver(): void {
    for (const { from, to } of this.names.takeOver()) this.#moveLinks(from, to);
  }

  /** Takes names that only peers speak of for clusters of ours that never answered; answers whether names mean others now. */
  presume(): boolean {
    const unread = this.clusters.neverRead();
    const { ended, begun } = this.names.presume(unread);
    for (const one of ended) this.#unname(one);
    if (!begun && ended.length === 0) return false;
    this.#takeOver();
    for (const cluster of unread.values()) {
      this.clusters.presumed(cluster, this.names.presumedIn(cluster));
      this.#work.clusters.add(cluster);
    }
    return true;
  }

  #unname({ cluster, system }: Pick<ReadingSource, 'cluster' | 'system'>): void {
    this.clusters.setSystem(cluster, system, { facts: {}, offers: [], aliases: [] });
    this.clusters.presumed(cluster, this.names.presumedIn(cluster));
    for (const id of this.links.unname(cluster, system)) this.#work.links.add(id);
    this.#movePeers([cluster, ...this.#neighbours(cluster)]);
  }

  /** Takes what a source says of its cluster and its peers. */
  take(source: ReadingSource, reading: Reading, resolved: ResolvedReading, now: number): void {
    const { cluster, system } = source;
    const named = this.links.name(source.id, system, cluster, resolved.peers, now);
    for (const id of named) this.#work.links.add(id);
    for (const id of named) this.#movePeers(this.links.ends(id) ?? []);
    this.describe(source, reading);
    for (const claim of reading.peers) {
      const peer = this.names.resolve(claim.peer, claim.hosts);
      if (!claim.offers || peer === undefined || !this.#isByHearsay(peer, claim.peer)) continue;
      const part = { facts: {}, offers: claim.offers, aliases: [claim.peer] };
      if (this.clusters.setSystem(peer, system, part).offered) this.#movePeers(this.#neighbours(peer));
    }
  }

  /** Whether others alone speak of a cluster under a name. */
  #isByHearsay(cluster: string, { system }: Alias): boolean {
    return this.clusters.isHearsay(cluster) || this.names.presumedIn(cluster).includes(system);
  }

  /** Takes what a source says of its own cluster. */
  describe({ cluster, system }: ReadingSource, { facts, offers, aliases }: Reading): void {
    const part = { facts, offers, aliases: aliases.map(({ alias }) => alias) };
    const { told, offered } = this.clusters.setSystem(cluster, system, part);
    if (told) this.#work.clusters.add(cluster);
    if (offered) this.#movePeers(this.#neighbours(cluster));
  }

  /** Two contexts read one cluster: the id of the later one means the first from here on, and it is no cluster any more. */
  retire(later: string, first: string): void {
    for (const system of this.names.presumedIn(later)) this.names.unpresume(later, system);
    this.names.merge(later, first);
    this.#moveLinks(later, first);
    this.clusters.remove(later);
  }

  /** Ends links that nobody names any more and nothing expects: each id with its ends. */
  expire(now: number): [string, [string, string]][] {
    const ended = this.links.expire(now);
    for (const [, ends] of ended) this.#movePeers(ends);
    return ended;
  }

  /** Clusters known by hearsay only that no link leads to any more; they are gone. */
  dropUnspokenOf(): string[] {
    const gone = this.clusters.hearsayIds().filter((id) => this.links.ofCluster(id).length === 0);
    for (const id of gone) {
      this.clusters.remove(id);
      this.names.forgetHearsay(id);
    }
    return gone;
  }

  /** The peers of a cluster with what may be probed there, in order of id. What did not change is the same object as before. */
  peersOf(cluster: string): Peer[] {
    const known = this.#peers.get(cluster);
    if (known && !this.#peersMoved.delete(cluster)) return known;
    const before = new Map(known?.map((peer) => [peer.cluster, peer]));
    const found = this.#findPeers(cluster).map((peer) => {
      const same = before.get(peer.cluster);
      return same && JSON.stringify(same) === JSON.stringify(peer) ? same : peer;
    });
    const peers = known?.length === found.length && found.every((peer, at) => peer === known[at]) ? known : found;
    this.#peers.set(cluster, peers);
    return peers;
  }

  #findPeers(cluster: string): Peer[] {
    const peers = this.links.ofCluster(cluster).flatMap((id) => {
      const promise = this.#promises.get(id);
      const peer = this.#otherEnd(id, cluster);
      if (peer === undefined || promise?.probe === false) return [];
      const { rttMs = null, mtuBytes = null } = promise ?? {};
      return [{ cluster: peer, offers: this.clusters.offers(peer), promise: { rttMs, mtuBytes } }];
    });
    return peers.sort((a, b) => (a.cluster < b.cluster ? -1 : 1));
  }

  #otherEnd(link: string, cluster: string): string | undefined {
    return this.links.ends(link)?.find((end) => end !== cluster);
  }

  #neighbours(cluster: string): string[] {
    return this.links.ofCluster(cluster).flatMap((id) => this.#otherEnd(id, cluster) ?? []);
  }

  #movePeers(clusters: readonly string[]): void {
    for (const cluster of clusters) this.#peersMoved.add(cluster);
    if (clusters.length > 0) this.peersVersion += 1;
  }

  /** The size that should fit, bytes; null where nobody promised one. */
  promisedMtuBytes(link: string): number | null {
    return this.#promises.get(link)?.mtuBytes ?? null;
  }

  /** The links of a cluster go on under another id; those under the old one end. */
  #moveLinks(from: string, to: string): void {
    for (const id of this.links.ofCluster(from)) {
      const ends = this.links.ends(id);
      const other = ends?.find((end) => end !== from);
      if (!ends || other === undefined || other === to) continue;
      const moved = linkId(to, other);
      this.#verdicts.move(ends, ends[0] === from ? [to, other] : [other, to]);
      const promise = this.#promises.get(id);
      if (promise && !this.#promises.has(moved)) this.#promises.set(moved, promise);
      if (this.links.configured(id)) this.links.configure(to, other);
      this.#work.links.add(moved);
    }
    this.#movePeers([from, to, ...this.#neighbours(from), ...this.#neighbours(to)]);
    this.links.forget(from);
  }
}
