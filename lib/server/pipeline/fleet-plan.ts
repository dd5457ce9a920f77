import type { Alias, Site } from '#lib/model/cluster.ts';
import type { Finding } from '#lib/model/finding.ts';
import type { Snapshot } from '#lib/model/snapshot.ts';
import type { KnownNames } from './cluster-names.ts';
import type { MaintenanceWindow } from './maintenance.ts';
import type { KnownDirection } from './verdict-book.ts';

/** What the configuration says of the fleet. */
export interface FleetPlan {
  /** In the order of the kubeconfig or the configuration. */
  clusters: {
    id: string;
    name: string;
    place: Pick<Site, 'id' | 'name' | 'kind' | 'provider' | 'region'> | undefined;
    aliases: Alias[];
  }[];
  links: { clusters: [string, string]; rttMs: number | null; mtuBytes: number | null; probe: boolean }[];
  maintenance: MaintenanceWindow[];
}

/** What the rules came to, and which of them broke. */
export interface Diagnosis {
  findings: Map<string, Finding>;
  faults: { part: string; message: string }[];
}

export interface FleetOptions {
  plan: FleetPlan;
  now: number;
  /**
   * The rules, one at each step: pure, over the snapshot as it then stands, the findings of the last run, and since when others
   * were known before a start.
   */
  diagnose: (
    snapshot: Snapshot,
    previous: ReadonlyMap<string, Finding>,
    now: number,
    knownSince: ReadonlyMap<string, number>,
  ) => Iterator<void, Diagnosis>;
}

/**
 * How long after a start what was known before is awaited, milliseconds: a layer stands as stale, a finding may come back as the
 * same one. The longest probe interval and a bit.
 */
export const AWAIT_KNOWN_MS = 6 * 60_000;

/** What is kept over a restart. */
export interface Memories {
  /** By `from>to`. */
  directions: ReadonlyMap<string, KnownDirection>;
  /** Ids of the links that existed. */
  links: readonly string[];
  /** Epoch milliseconds of the last answer, by cluster. */
  clusters: ReadonlyMap<string, number>;
  /** Findings that were open: epoch milliseconds at which each was first seen, by id. */
  findings: ReadonlyMap<string, number>;
  names: KnownNames;
}
