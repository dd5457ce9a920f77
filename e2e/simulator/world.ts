import type { Cluster, Fleet, FleetNode, Link } from './fleet.ts';
import { linkId } from './link-id.ts';
import { Timeline } from './timeline.ts';

/** How a cluster's API server and exporter answer. */
export type ClusterState = {
  api: 'ok' | 'hangs' | 'rubbish' | 'expired' | 'refuses';
  /** `resource.group` or `verb resource.group` that the service account may not use; services/proxy included */
  denied: readonly string[];
  exporter: 'running' | 'down' | 'absent';
  /** namespaces of shared services that this cluster does not have: nothing is imported into them */
  lacksNamespaces: readonly string[];
  /** the cluster's clock minus ours */
  clockOffsetSeconds: number;
};
/** `killed`: kill -9, node alive. `stopped`: SIGTERM. `node-lost`: process and underlay gone. */
export type GatewayState = { state: 'running' | 'killed' | 'stopped' | 'node-lost' };
/** One holder of the gateway Lease: from when, and what became of the holder before. */
export type Term = { from: number; node: FleetNode; after: GatewayState['state'] };
/** One direction of the wire between two clusters. */
export type DirectionState = {
  cut: boolean;
  lossRatio: number;
  /** larger packets vanish; null is the link's nominal size */
  mtuBytes: number | null;
  addedLatencyMs: number;
  jitterMs: number;
  /** echo requests that travel this way are dropped: all, or only those to the gateway's health-check address */
  icmpFiltered: boolean;
  healthCheckFiltered: boolean;
  /** Cilium's mesh is not let through (TCP 2379), everything else is */
  meshCut: boolean;
  /** the exporter at the start refuses to probe this target (HTTP 403): no measurement, not a failure */
  probesRefused: boolean;
};

const CLUSTER_AT_REST: ClusterState = {
  api: 'ok',
  denied: [],
  exporter: 'running',
  lacksNamespaces: [],
  clockOffsetSeconds: 0,
};
const GATEWAY_AT_REST: GatewayState = { state: 'running' };
const DIRECTION_AT_REST: DirectionState = {
  cut: false,
  lossRatio: 0,
  mtuBytes: null,
  addedLatencyMs: 0,
  jitterMs: 0.15,
  icmpFiltered: false,
  healthCheckFiltered: false,
  meshCut: false,
  probesRefused: false,
};
const STEPS_AT_REST = [{ at: Number.NEGATIVE_INFINITY, state: DIRECTION_AT_REST }];
/** A standby takes the Lease 17.1 to 17.4 s after its holder stops renewing (recordings 22, 23). */
const LEASE_TAKEN_AFTER_MS = 17_300;

/**
 * The fleet over time: only what was changed is kept, everything else is computed when asked. Pure: no timers, no clock; every
 * question names its instant (epoch milliseconds).
 */
export class World {
  readonly fleet: Fleet;
  readonly #clusters = new Map<string, Cluster>();
  readonly #linksOf = new Map<string, Map<string, Link>>();
  readonly #peers = new Map<Cluster, Cluster[]>();
  readonly #clusterStates = new Map<string, Timeline<ClusterState>>();
  readonly #gatewayStates = new Map<string, Timeline<GatewayState>>();
  readonly #directionStates = new Map<string, Timeline<DirectionState>>();
  readonly #terms = new Map<string, readonly Term[]>();
  readonly #listeners = new Set<() => void>();
  /** Instants of all changes: what hangs on them is recomputed for some time afterwards. */
  readonly changedAt: number[] = [];
  /** Where a member finds its broker, `host:port`, by the id of the broker's cluster; filled when the servers listen. */
  readonly apiAddresses = new Map<string, string>();
  /** When everything was installed: 41 days before the start. */
  readonly bornAt: number;

  constructor(fleet: Fleet, startedAt: number) {
    this.fleet = fleet;
    this.bornAt = startedAt - 41 * 86_400_000;
    for (const cluster of fleet.clusters) this.#clusters.set(cluster.id, cluster);
    for (const cluster of fleet.clusters) this.#linksOf.set(cluster.id, new Map());
    for (const link of fleet.links) {
      this.#linksOf.get(link.a)?.set(link.b, link);
      this.#linksOf.get(link.b)?.set(link.a, link);
    }
  }

  cluster(id: string): Cluster {
    const cluster = this.#clusters.get(id);
    if (!cluster) throw new Error(`no cluster ${id}`);
    return cluster;
  }

  link(a: string, b: string): Link | undefined {
    return this.#linksOf.get(a)?.get(b);
  }

  /** Members of a cluster's set other than itself. */
  peers(cluster: Cluster): Cluster[] {
    const known = this.#peers.get(cluster);
    if (known) return known;
    const { set } = cluster;
    const peers = set ? this.fleet.clusters.filter((other) => other !== cluster && other.set === set) : [];
    this.#peers.set(cluster, peers);
    return peers;
  }

  setCluster(at: number, id: string, patch: Partial<ClusterState>): void {
    this.cluster(id);
    this.#patch(this.#clusterStates, id, CLUSTER_AT_REST, at, patch);
  }

  setGateway(at: number, node: string, patch: Partial<GatewayState>): void {
    this.#patch(this.#gatewayStates, node, GATEWAY_AT_REST, at, patch);
  }

  setDirection(at: number, from: string, to: string, patch: Partial<DirectionState>): void {
    if (!this.link(from, to)) throw new Error(`no link ${linkId(from, to)}`);
    this.#patch(this.#directionStates, `${from}>${to}`, DIRECTION_AT_REST, at, patch);
  }

  /** Calls back after every change until the returned function is called. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  clusterState(id: string, at: number): ClusterState {
    return this.#clusterStates.get(id)?.at(at) ?? CLUSTER_AT_REST;
  }

  direction(from: string, to: string, at: number): DirectionState {
    if (this.#directionStates.size === 0) return DIRECTION_AT_REST;
    return this.#directionStates.get(`${from}>${to}`)?.at(at) ?? DIRECTION_AT_REST;
  }

  /** Every state of a direction with the instant from which it holds. */
  directionSteps(from: string, to: string): readonly { at: number; state: DirectionState }[] {
    if (this.#directionStates.size === 0) return STEPS_AT_REST;
    return this.#directionStates.get(`${from}>${to}`)?.steps() ?? STEPS_AT_REST;
  }

  /** A gateway node's state and since when. */
  gateway(node: string, at: number): GatewayState & { since: number } {
    const steps = this.#gatewayStates.get(node)?.steps() ?? [];
    const step = steps.findLast((candidate) => candidate.at <= at);
    return { ...(step?.state ?? GATEWAY_AT_REST), since: step?.at ?? Number.NEGATIVE_INFINITY };
  }

  /**
   * Who held the gateway Lease from when. A crash and a graceful stop alike leave the Lease to run out (recording 23: SIGTERM does not
   * release it); a holder that restarts in time keeps it.
   */
  leaders(cluster: Cluster): readonly Term[] {
    const known = this.#terms.get(cluster.id);
    if (known) return known;
    const terms = this.#elect(cluster);
    this.#terms.set(cluster.id, terms);
    return terms;
  }

  #elect(cluster: Cluster): Term[] {
    const gateways = cluster.nodes.filter((node) => node.gateway);
    const first = gateways[0];
    if (!first) return [];
    const terms: Term[] = [{ from: Number.NEGATIVE_INFINITY, node: first, after: 'running' }];
    const changes = gateways
      .flatMap((node) => (this.#gatewayStates.get(node.name)?.steps() ?? []).map((step) => ({ node, ...step })))
      .filter((step) => Number.isFinite(step.at))
      .toSorted((a, b) => a.at - b.at);
    for (const [position, change] of changes.entries()) {
      const holder = terms.at(-1);
      if (!holder || change.at < holder.from || change.state.state === 'running' || change.node !== holder.node)
        continue;
      const expiresAt = change.at + LEASE_TAKEN_AFTER_MS;
      const instants = [expiresAt, ...changes.slice(position + 1).map((later) => later.at + 600)].filter(
        (at) => at >= change.at,
      );
      for (const at of instants.toSorted((a, b) => a - b)) {
        const runs = (node: FleetNode) => this.gateway(node.name, at).state === 'running';
        if (runs(holder.node)) break;
        const heir = at >= expiresAt ? gateways.find((node) => node !== holder.node && runs(node)) : undefined;
        if (!heir) continue;
        terms.push({ from: at, node: heir, after: change.state.state });
        break;
      }
    }
    return terms;
  }

  #patch<State extends object>(
    states: Map<string, Timeline<State>>,
    key: string,
    base: State,
    at: number,
    patch: Partial<State>,
  ): void {
    const timeline = states.get(key) ?? new Timeline(base);
    states.set(key, timeline);
    timeline.patch(at, patch);
    this.#terms.clear();
    this.changedAt.push(at);
    for (const listener of this.#listeners) listener();
  }
}
