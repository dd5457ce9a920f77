import type { Alias, ClusterFacts } from './cluster.ts';
import type { AskedNames } from './dns-answer.ts';
import type { Probe, Tunnel } from './link.ts';
import type { Metric } from './sample.ts';
import type { ServiceReport, ServiceScope } from './service.ts';
import type { About, Statement } from './statement.ts';
import type { StatementTable } from './statement-table.ts';

/** A sample before its names are resolved. */
export interface Measurement {
  about: About;
  metric: Metric;
  value: number | null;
  at: number;
  preference: number;
  basis: 'measured' | 'inferred';
}

/** That a system names another cluster as its peer. The link between the two exists while a fresh complete list says so. */
export interface PeerClaim {
  peer: Alias;
  /** An announcement of the peer (an Endpoint, a remote cluster's configuration) is present: it should be reachable. */
  expected: boolean;
  /** Addresses that tell two claimants of one alias apart: host names and addresses of the peer as it is known here. */
  hosts: string[];
  /** Addresses of the peer that are known here and may be probed when the peer itself can't be read. */
  offers?: ProbeOffer[];
}

/**
 * An address in this cluster that other clusters may probe. `exporter`: an HTTP exporter behind `address:port` on a node
 * that is no gateway. `echo`: answers ICMP only.
 */
export interface ProbeOffer {
  kind: 'exporter' | 'echo';
  address: string;
  port: number | null;
  /** Where the address comes from, for screens. */
  from: string;
}

/** What stands together and is said anew together, of one peer for instance. */
export interface ReadingPart {
  statements: Statement[];
  probes: Reading['probes'];
  /** One multi-cluster service. */
  service?: ServiceReport;
  /** The namespaces of the cluster. */
  namespaces?: readonly string[];
}

/** Everything one collector concludes from one cluster (or source) at one instant. */
export interface Reading {
  /** Names by which this cluster is known, with hosts that tell it apart from an impostor. */
  aliases: { alias: Alias; hosts: string[] }[];
  peers: readonly PeerClaim[];
  statements: Statement[];
  /** More of them, of many peers in one. */
  tables?: readonly StatementTable[];
  measurements: Measurement[];
  /**
   * More statements and probes, in parts by a key of their own. A part that is the same object as in the reading before says
   * nothing new and costs nothing; one that is not there any more is over.
   */
  parts?: ReadonlyMap<string, ReadingPart>;
  /** How far the multi-cluster services in `parts` can be relied on; without it nothing is said of services. */
  services?: ServiceScope;
  /** Names that were asked in this cluster; without it none is. */
  names?: AskedNames;
  offers: ProbeOffer[];
  /** The part of the facts that this system knows. */
  facts: Partial<ClusterFacts>;
  tunnels: (Omit<Tunnel, 'from' | 'to'> & { peer: Alias })[];
  probes: (Omit<Probe, 'from' | 'to'> & { peer: Alias })[];
  /** Remarks for `/sources` that are no failure. */
  notes: string[];
  /** The system is not there after all, in words: nothing wrong and nothing to judge. */
  absent?: string;
  /** The next instant at which time alone changes this reading, epoch milliseconds. */
  wakeAt: number | null;
}

/** The alias by which our own configuration and probes name a cluster: its id. */
export function ownAlias(cluster: string): Alias {
  return { system: 'causeway', scope: '', name: cluster };
}

export function emptyReading(): Reading {
  return {
    aliases: [],
    peers: [],
    statements: [],
    measurements: [],
    offers: [],
    facts: {},
    tunnels: [],
    probes: [],
    notes: [],
    wakeAt: null,
  };
}
