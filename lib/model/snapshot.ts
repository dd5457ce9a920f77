import type { Cluster, Site } from './cluster.ts';
import type { ClusterNames } from './dns-answer.ts';
import type { Finding } from './finding.ts';
import type { Link, Probe, Tunnel } from './link.ts';
import type { Observation } from './observation.ts';
import type { ClusterServices } from './service.ts';
import type { Source } from './source.ts';
import { type Counts, emptyCounts } from './status.ts';

/** All current observations and the verdicts derived from them, at one revision. Instants are epoch milliseconds. */
export interface Snapshot {
  /** Rises by one with every change of status, flag, words or membership; never for a figure or an age. */
  revision: number;
  generatedAt: number;
  /** Of all directions. */
  totals: Counts;
  sites: Site[];
  /** By id. */
  clusters: Map<string, Cluster>;
  /** By id. */
  links: Map<string, Link>;
  /** By subject key; those of a link are made when they are asked for. */
  observations: Pick<ReadonlyMap<string, Observation[]>, 'get'>;
  /** By link id. */
  tunnels: Map<string, Tunnel[]>;
  /** By link id. */
  probes: Map<string, Probe[]>;
  /** By id. */
  sources: Map<string, Source>;
  /** What is said of multi-cluster services, by source. */
  services: Map<string, ClusterServices>;
  /** Names that were asked in clusters, by source. */
  names: Map<string, ClusterNames>;
  /** By id. */
  findings: Map<string, Finding>;
}

/** A snapshot of nothing, before the first revision. */
export function emptySnapshot(now: number, observations: Snapshot['observations'] = new Map()): Snapshot {
  return {
    revision: 0,
    generatedAt: now,
    totals: emptyCounts(),
    sites: [],
    clusters: new Map(),
    links: new Map(),
    observations,
    tunnels: new Map(),
    probes: new Map(),
    sources: new Map(),
    services: new Map(),
    names: new Map(),
    findings: new Map(),
  };
}
