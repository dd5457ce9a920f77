import type { Cluster } from './cluster.ts';
import { type ClusterNames, type DnsAnswer, isFreshAnswer } from './dns-answer.ts';
import { linkEnds, linkId } from './identity.ts';
import type { Direction } from './link.ts';
import type { ClusterServices, ServiceEndpoints, ServiceExport, ServicePort, ServiceReport } from './service.ts';
import { ServiceNames } from './service-names.ts';
import type { Snapshot } from './snapshot.ts';

/** The parts of a snapshot that say whether services can be reached. */
export type ServiceSnapshot = Pick<Snapshot, 'clusters' | 'links' | 'sources' | 'services' | 'names'>;

/** What one cluster says of one service, and how old that is. */
export interface Told {
  cluster: string;
  scope: ClusterServices;
  report: ServiceReport | undefined;
  fresh: boolean;
}

/** A cluster that exports the service. */
export interface Exporter extends Told {
  report: ServiceReport;
  export: ServiceExport;
}

/** How a cluster can be asked about services at all: `absent` does not serve them, `unread` we can't ask. */
export type ServiceReach = 'read' | 'unread' | 'absent';

/** A snapshot at one instant, laid out for questions about services. Pure; made once per question, whatever it asks. */
export class ServiceScene {
  readonly now: number;
  readonly names: ServiceNames;
  readonly #snapshot: ServiceSnapshot;
  /** By cluster; the freshest where several sources speak. */
  readonly #scopes = new Map<string, ClusterServices[]>();
  readonly #linked = new Map<string, Set<string>>();
  readonly #reach = new Map<string, ServiceReach>();
  /** Whether a cluster labels slices of its own for the cluster set: there a service without any has no endpoint. */
  readonly #labelling = new Map<string, boolean>();
  readonly #sets = new Map<string, ReadonlySet<string>>();
  /** By `serviceKey`, where anything is said of the service. */
  readonly #told = new Map<string, ClusterServices[]>();
  /** By `serviceKey`, how many sources say that their cluster has it. */
  readonly #importers = new Map<string, number>();
  readonly #exporters = new Map<string, Exporter[]>();
  /** By cluster. */
  readonly #asked = new Map<string, ClusterNames>();

  constructor(snapshot: ServiceSnapshot, now: number) {
    this.now = now;
    this.#snapshot = snapshot;
    this.names = new ServiceNames(snapshot.clusters);
    for (const names of snapshot.names.values()) this.#asked.set(names.cluster, names);
    const systems = new Set<string | undefined>();
    for (const scope of snapshot.services.values()) {
      if (scope.spread) continue;
      systems.add(snapshot.sources.get(scope.source)?.system);
      this.#scopes.set(scope.cluster, [...(this.#scopes.get(scope.cluster) ?? []), scope]);
      const fresh = isFresh(scope, now);
      for (const [key, report] of scope.services) {
        const known = this.#told.get(key);
        if (known) known.push(scope);
        else this.#told.set(key, [scope]);
        if (report.import) this.#importers.set(key, (this.#importers.get(key) ?? 0) + 1);
        if (!report.export) continue;
        const exporter = { cluster: scope.cluster, scope, report, fresh, export: report.export };
        const others = this.#exporters.get(key);
        if (others) others.push(exporter);
        else this.#exporters.set(key, [exporter]);
      }
    }
    for (const exporters of this.#exporters.values()) exporters.sort(byPrecedence);
    for (const { cluster, system, state } of snapshot.sources.values())
      if (cluster !== null && systems.has(system) && state === 'absent') this.#reach.set(cluster, 'absent');
    for (const cluster of this.#scopes.keys()) this.#reach.set(cluster, 'read');
    for (const id of snapshot.links.keys()) {
      const [a, b] = linkEnds(id) ?? ['', ''];
      this.#linked.set(a, (this.#linked.get(a) ?? new Set()).add(b));
      this.#linked.set(b, (this.#linked.get(b) ?? new Set()).add(a));
    }
  }

  /** Every service that anybody exports or imports, in order of name. */
  keys(): string[] {
    return [...this.#told.keys()].sort();
  }

  has(key: string): boolean {
    return this.#told.has(key);
  }

  /** Those that say anything of a service. */
  told(key: string): Told[] {
    return (this.#told.get(key) ?? []).map((scope) => toldBy(scope, key, this.now));
  }

  /** Who exports a service, oldest export first: the order of precedence. */
  exporters(key: string): readonly Exporter[] {
    return this.#exporters.get(key) ?? [];
  }

  /** Clusters that say anything of services and do not say that they have this one. */
  without(key: string): string[] {
    if ((this.#importers.get(key) ?? 0) >= this.#snapshot.services.size) return [];
    return [...this.#scopes].flatMap(([cluster, scopes]) =>
      scopes.some(({ services }) => services.get(key)?.import) ? [] : cluster,
    );
  }

  /** What a cluster says of a service; without a report where it says nothing of it, nothing where it isn't asked. */
  in(cluster: string, key: string): Told | undefined {
    const scopes = this.#scopes.get(cluster) ?? [];
    const scope = scopes.find(({ services }) => services.has(key)) ?? scopes[0];
    return scope && toldBy(scope, key, this.now);
  }

  /** What the DNS of a cluster makes of a service's name, or nothing while it was not asked there. */
  answer(cluster: string, key: string): DnsAnswer | undefined {
    return this.#asked.get(cluster)?.services.get(key);
  }

  /** What the DNS of a cluster makes of a name in its own zone; nothing while that is not known freshly. */
  ownAnswer(cluster: string): DnsAnswer | undefined {
    const own = this.#asked.get(cluster)?.own;
    return own && isFreshAnswer(own, this.now) ? own : undefined;
  }

  reach(cluster: string): ServiceReach {
    return this.#reach.get(cluster) ?? 'unread';
  }

  cluster(id: string): Cluster | undefined {
    return this.#snapshot.clusters.get(id);
  }

  /** The clusters of one set with this one: as systems say, or, where those say nothing, because they are linked. */
  setOf(cluster: string): ReadonlySet<string> {
    const known = this.#sets.get(cluster);
    if (known) return known;
    const linked = this.#linked.get(cluster);
    const set = new Set(
      [...this.#snapshot.clusters.keys()].filter((id) => this.names.together(cluster, id) ?? linked?.has(id) ?? false),
    );
    this.#sets.set(cluster, set);
    return set;
  }

  /** The endpoints of a cluster that are its own. */
  ownEndpoints({ report, cluster }: Pick<Told, 'report' | 'cluster'>): ServiceEndpoints[] {
    return (report?.endpoints ?? []).filter(({ source }) => this.names.idOf(cluster, source) === cluster);
  }

  /** Whether the lack of own endpoints says that there are none. */
  countsOwn({ cluster, scope }: Told): boolean {
    const known = this.#labelling.get(cluster);
    if (known !== undefined) return known && scope.listed.endpoints;
    const labels = scope.services.values().some((report) => this.ownEndpoints({ report, cluster }).length > 0);
    this.#labelling.set(cluster, labels);
    return labels && scope.listed.endpoints;
  }

  /** What clusters say of all services, freshest or not. */
  reports(cluster: string): readonly ClusterServices[] {
    return this.#scopes.get(cluster) ?? [];
  }

  /** Every direction of every link. */
  directions(): Direction[] {
    return [...this.#snapshot.links.values()].flatMap(({ directions }) => directions);
  }

  direction(from: string, to: string): Direction | undefined {
    return this.#snapshot.links.get(linkId(from, to))?.directions.find((one) => one.from === from);
  }

  /** Systems of the link between two clusters. */
  systems(a: string, b: string): readonly string[] {
    return this.#snapshot.links.get(linkId(a, b))?.systems ?? [];
  }

  /** Every cluster that is read, or could be. */
  clusters(): Iterable<string> {
    return this.#snapshot.clusters.keys();
  }
}

function toldBy(scope: ClusterServices, key: string, now: number): Told {
  return { cluster: scope.cluster, scope, report: scope.services.get(key), fresh: isFresh(scope, now) };
}

function byPrecedence(a: Exporter, b: Exporter): number {
  return (a.export.exportedAt ?? 0) - (b.export.exportedAt ?? 0) || (a.cluster < b.cluster ? -1 : 1);
}

/** Whether what a source says of services still counts. */
export function isFresh({ observedAt, freshForMs }: ClusterServices, now: number): boolean {
  return now < observedAt + freshForMs;
}

/** Ports as a reader writes them: `https 443, metrics 9090`; a protocol only where it isn't TCP. */
export function portsText(ports: readonly ServicePort[]): string {
  return ports
    .map(({ name, port, protocol }) => `${name ? `${name} ` : ''}${port}${protocol === 'TCP' ? '' : `/${protocol}`}`)
    .join(', ');
}
