import { linkEnds } from './identity.ts';
import type { Direction } from './link.ts';
import type { ClusterServices, Spread } from './service.ts';
import { isFresh, type ServiceSnapshot } from './service-scene.ts';
import type { SpreadRow } from './spread-row.ts';
import { markOf } from './status.ts';

/** A cluster that has a Service spread over its mesh. */
export interface SpreadMember {
  cluster: string;
  /** Whose mesh it is. */
  system: string;
  scope: ClusterServices;
  spread: Spread;
  fresh: boolean;
}

/** A snapshot at one instant, laid out for questions about Services that are spread over a mesh. Pure. */
export class SpreadScene {
  readonly now: number;
  /** By `serviceKey`, in order of cluster. */
  readonly #members = new Map<string, SpreadMember[]>();
  /** By `system\ncluster`: whom a link of that system joins it with. */
  readonly #peers = new Map<string, Set<string>>();
  /** By cluster: to whom the way there or back is not simply up, and the oldest word on the others. With hundreds of peers nearly all are. */
  readonly #ways = new Map<string, { bad: Set<string>; oldestAt: number | null }>();
  /** By `system\ncluster`: the source that speaks of its Services. */
  readonly #scopes = new Map<string, ClusterServices>();

  constructor(snapshot: Pick<ServiceSnapshot, 'links' | 'services' | 'sources'>, now: number) {
    this.now = now;
    for (const scope of snapshot.services.values()) {
      const system = scope.spread && snapshot.sources.get(scope.source)?.system;
      if (!system) continue;
      const { cluster } = scope;
      this.#scopes.set(`${system}\n${cluster}`, scope);
      for (const [key, { spread }] of scope.services) {
        if (!spread) continue;
        const member = { cluster, system, scope, spread, fresh: isFresh(scope, now) };
        const known = this.#members.get(key);
        if (known) known.push(member);
        else this.#members.set(key, [member]);
      }
    }
    if (this.#scopes.size === 0) return;
    for (const members of this.#members.values()) members.sort((a, b) => (a.cluster < b.cluster ? -1 : 1));
    for (const [id, { systems, directions }] of snapshot.links) {
      const [a, b] = linkEnds(id) ?? ['', ''];
      for (const system of systems) {
        this.#join(`${system}\n${a}`, b);
        this.#join(`${system}\n${b}`, a);
      }
      if (systems.length > 0) for (const direction of directions) this.#note(direction);
    }
  }

  #join(key: string, peer: string): void {
    const known = this.#peers.get(key);
    if (known) known.add(peer);
    else this.#peers.set(key, new Set([peer]));
  }

  #note(direction: Direction): void {
    const { from, to, observedAt } = direction;
    const known = this.#waysOf(from);
    if (markOf(direction) !== 'up') {
      known.bad.add(to);
      this.#waysOf(to).bad.add(from);
    } else if (observedAt !== null) known.oldestAt = Math.min(known.oldestAt ?? observedAt, observedAt);
  }

  #waysOf(cluster: string): { bad: Set<string>; oldestAt: number | null } {
    const known = this.#ways.get(cluster) ?? { bad: new Set(), oldestAt: null };
    this.#ways.set(cluster, known);
    return known;
  }

  /** To whom of its peers the way from a cluster, or back, is not simply up, and the oldest word on the others, epoch milliseconds. */
  ways(cluster: string): { bad: ReadonlySet<string>; oldestAt: number | null } {
    return this.#ways.get(cluster) ?? { bad: new Set(), oldestAt: null };
  }

  keys(): string[] {
    return [...this.#members.keys()].sort();
  }

  members(key: string): readonly SpreadMember[] {
    return this.#members.get(key) ?? [];
  }

  /** Members of the mesh that a cluster is joined with. */
  peers({ system, cluster }: Pick<SpreadMember, 'system' | 'cluster'>): ReadonlySet<string> {
    return this.#peers.get(`${system}\n${cluster}`) ?? new Set();
  }

  /** Others that have the Service too, in the same mesh; the first ones cost nothing more than looking at them. */
  others(key: string, member: SpreadMember): IteratorObject<SpreadMember> {
    const peers = this.peers(member);
    return this.members(key)
      .values()
      .filter((one) => one.system === member.system && peers.has(one.cluster));
  }

  /** Others whose endpoints it uses: what is stale is still thought to lend. */
  lenders(key: string, member: SpreadMember): string[] {
    if (member.spread.apart) return [];
    return this.others(key, member)
      .filter(({ spread }) => spread.shared && !spread.apart)
      .map(({ cluster }) => cluster)
      .toArray();
  }

  /** Whether everything is known of the Services of a cluster: then what is not named is not there. */
  knows(system: string, cluster: string): boolean {
    const scope = this.#scopes.get(`${system}\n${cluster}`);
    return scope !== undefined && isFresh(scope, this.now) && scope.listed.exports && scope.leftOut === 0;
  }

  /** Where requests go from each cluster that has it. */
  rows(key: string): SpreadRow[] {
    return this.members(key).map((member) => {
      const { cluster, spread } = member;
      const { affinity, shared, apart } = spread;
      const lenders = this.lenders(key, member);
      const remoteFirst = affinity === 'remote' && lenders.length > 0;
      const first = remoteFirst ? lenders : affinity === 'none' ? [cluster, ...lenders] : [cluster];
      const failover = remoteFirst ? [cluster] : affinity === 'local' ? lenders : [];
      return { cluster, affinity, shared, apart, first, failover };
    });
  }
}
