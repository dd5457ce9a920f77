import { aliasKey, type Cluster } from './cluster.ts';
import { type ClusterNames, type DnsAnswer, isFreshAnswer } from './dns-answer.ts';
import { linkId } from './identity.ts';
import type { Direction } from './link.ts';
import type { ClusterServices, ServiceEndpoints, ServiceExport, ServicePort, ServiceReport } from './service.ts';
import { ServiceIndex } from './service-index.ts';
import { ANY, ServiceNames } from './service-names.ts';
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
  readonly #links: Snapshot['links'];
  readonly #reach = new Map<string, ServiceReach>();
  /** Whether a cluster labels slices of its own for the cluster set: there a service without any has no endpoint. */
  readonly #labelling = new Map<string, boolean>();
  readonly #sets = new Map<string, ReadonlySet<string>>();
  readonly #index: ServiceIndex;
  /** By `serviceKey`, of those that were asked for. */
  readonly #exporters = new Map<string, Exporter[]>();
  #epoch: string | null = null;
  /** By cluster. */
  readonly #asked = new Map<string, ClusterNames>();

  constructor(snapshot: ServiceSnapshot, now: number) {
    this.now = now;
    this.#snapshot = snapshot;
    this.#index = ServiceIndex.of(snapshot.services);
    this.#links = snapshot.links;
    for (const names of snapshot.names.values()) this.#asked.set(names.cluster, names);
    const systems = new Set<string | undefined>();
    const namedBy = new Map<string, string>();
    for (const scope of snapshot.services.values()) {
      if (scope.spread) continue;
      if (scope.namedBy) namedBy.set(scope.cluster, scope.namedBy);
      systems.add(snapshot.sources.get(scope.source)?.system);
      this.#scopes.set(scope.cluster, [...(this.#scopes.get(scope.cluster) ?? []), scope]);
    }
    this.names = new ServiceNames(snapshot.clusters, namedBy);
    for (const { cluster, system, state } of snapshot.sources.values())
      if (cluster !== null && systems.has(system) && state === 'absent') this.#reach.set(cluster, 'absent');
    for (const cluster of this.#scopes.keys()) this.#reach.set(cluster, 'read');
  }

  /** Every service that anybody exports or imports, in order of name. */
  keys(): readonly string[] {
    return this.#index.keys;
  }

  /** Another number whenever anybody says otherwise of a service. */
  version(key: string): number {
    return this.#index.of(key)?.version ?? 0;
  }

  /** Another text whenever sources grow old or come back, or clusters go by other names: what holds for all services. */
  get epoch(): string {
    this.#epoch ??= [
      ...[...this.#snapshot.services.values()].flatMap((scope) => (isFresh(scope, this.now) ? [] : scope.source)),
      ...[...this.#snapshot.services.values()].map(({ namedBy = '' }) => namedBy),
      ...[...this.#snapshot.clusters.values()].map(({ id, aliases }) => [id, ...aliases.map(aliasKey)].join('\t')),
    ].join('\n');
    return this.#epoch;
  }

  has(key: string): boolean {
    return this.#index.of(key) !== undefined;
  }

  /** Those that say anything of a service. */
  told(key: string): Told[] {
    return this.#scopesOf(this.#index.of(key)?.sources).map((scope) => toldBy(scope, key, this.now));
  }

  /** How many sources say anything of a service. */
  tellers(key: string): number {
    return this.#index.of(key)?.sources.size ?? 0;
  }

  /** Who exports a service, oldest export first: the order of precedence. */
  exporters(key: string): readonly Exporter[] {
    const known = this.#exporters.get(key);
    if (known) return known;
    const exporters = this.#scopesOf(this.#index.of(key)?.exporting).flatMap((scope) => {
      const told = toldBy(scope, key, this.now);
      return told.report?.export ? { ...told, report: told.report, export: told.report.export } : [];
    });
    exporters.sort(byPrecedence);
    this.#exporters.set(key, exporters);
    return exporters;
  }

  #scopesOf(sources: Iterable<string> = []): ClusterServices[] {
    return [...sources].flatMap((id) => this.#snapshot.services.get(id) ?? []);
  }

  /** Clusters that say anything of services and do not say that they have this one. */
  without(key: string): string[] {
    if ((this.#index.of(key)?.importers ?? 0) >= this.#index.size) return [];
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

  /** Clusters whose DNS was asked for names of services. */
  asked(): ClusterNames[] {
    return [...this.#asked.values()];
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

  /**
   * The clusters of one set with this one: as the system says whose names their set goes by, or, where that says nothing,
   * because it links them. A mesh of another system joins no sets.
   */
  setOf(cluster: string): ReadonlySet<string> {
    const known = this.#sets.get(cluster);
    if (known) return known;
    const set = new Set(
      [...this.#snapshot.clusters.keys()].filter(
        (id) => this.names.together(cluster, id) ?? this.#isLinked(cluster, id),
      ),
    );
    this.#sets.set(cluster, set);
    return set;
  }

  #isLinked(a: string, b: string): boolean {
    const by = this.names.decider(a, b);
    const link = this.#links.get(linkId(a, b));
    return link !== undefined && (by === ANY || (by !== null && link.systems.includes(by)));
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

  /** The directions of all links that are `wanted`. */
  directions(wanted: (direction: Direction) => boolean): Direction[] {
    const found: Direction[] = [];
    for (const { directions } of this.#links.values())
      for (const direction of directions) if (wanted(direction)) found.push(direction);
    return found;
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
