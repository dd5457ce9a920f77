import { plain } from '#lib/model/words.ts';
import { type ExposedSample, parseExposition } from '#lib/transport/prometheus-text.ts';
import { type Health, healthOf } from './health.ts';
import type { Program } from './programs.ts';

/** What one process says of one remote cluster. */
export interface Remote {
  ready: boolean;
  /** Reconnections since the process started. */
  failures: number;
  /** Epoch milliseconds by the cluster's clock; nothing: never. */
  lastFailureAt: number | null;
  /** Caches given up after a loss, since the process started; nothing: not counted there. */
  revocations: number | null;
  /** Services and nodes that are known of it; nothing: not counted there. */
  services: number | null;
  nodes: number | null;
}

/** What one process says in its metrics. */
export interface Scrape {
  /** Tells processes behind one Service apart: when this one started. */
  process: string;
  version: string;
  /** Nothing: it does not stand for election. */
  leader: boolean | null;
  /** How many remote clusters are configured. Series of removed ones stay, so there may be more in `remotes`. */
  configured: number | null;
  /** Whether remote data comes through KVStoreMesh of its own cluster, as the process says. */
  behind: boolean | null;
  remotes: ReadonlyMap<string, Remote>;
  health: Health;
}

/** A mesh has at most 511 clusters; series of removed ones stay until a restart. */
const MAX_REMOTES = 1024;
const MAX_SAMPLES = 50_000;
/**
 * Of hundreds of thousands of lines these few are read. Lines end at \n alone: `^` would also take a U+2028 in the value of a
 * label for an end, and what follows it for a series.
 */
const WANTED =
  /(?<![^\n])(?:cilium_(?:kvstoremesh_(?:remote_cluster|leader_election|version)|operator_(?:clustermesh_remote|version|process_start)|clustermesh_(?:remote|global)|feature_adv_connect_and_lb_clustermesh|version|node_|unreachable_|process_start)|process_start)[^\n]*/g;

const PREFIX: Readonly<Record<Program, string>> = {
  kvstoremesh: 'cilium_kvstoremesh_',
  agents: 'cilium_clustermesh_',
  operator: 'cilium_operator_clustermesh_',
};
const VERSION: Readonly<Record<Program, string>> = {
  kvstoremesh: 'cilium_kvstoremesh_version',
  agents: 'cilium_version',
  operator: 'cilium_operator_version',
};

/** Reads the metrics text of a program, or answers nothing when it is none of this program. Names of 1.14 to 1.20. */
export function readScrape(program: Program, text: string): Scrape | null {
  const { samples } = parseExposition((text.match(WANTED) ?? []).join('\n'), MAX_SAMPLES);
  const prefix = PREFIX[program];
  const byName = Map.groupBy(samples, ({ name }) => name);
  const first = (name: string): ExposedSample | undefined => byName.get(name)?.[0];
  const configured = count(first(`${prefix}remote_clusters`)?.value);
  const leader = first('cilium_kvstoremesh_leader_election_master_status')?.value;
  const mode = byName.get('cilium_feature_adv_connect_and_lb_clustermesh_enabled')?.find(({ value }) => value > 0);
  const readiness = byName.get(`${prefix}remote_cluster_readiness_status`) ?? [];
  if (configured === null && readiness.length === 0 && leader === undefined) return null;
  const of = (what: string): Map<string, number> =>
    new Map(
      (byName.get(`${prefix}remote_cluster_${what}`) ?? []).map(({ labels, value }) => [
        labels.target_cluster ?? '',
        value,
      ]),
    );
  const [failures, failedAt, revocations, services, nodes] = [
    of('failures'),
    of('last_failure_ts'),
    of('cache_revocations'),
    of('services'),
    of('nodes'),
  ];
  const remotes = new Map<string, Remote>();
  for (const { labels, value } of readiness.slice(0, MAX_REMOTES)) {
    const name = labels.target_cluster ?? '';
    if (name === '' || (value !== 0 && value !== 1)) continue;
    remotes.set(plain(name, 63), {
      ready: value === 1,
      failures: count(failures.get(name)) ?? 0,
      lastFailureAt: instant(failedAt.get(name)),
      revocations: count(revocations.get(name)),
      services: count(services.get(name)),
      nodes: count(nodes.get(name)),
    });
  }
  const start = [
    'process_start_time_seconds',
    'cilium_process_start_time_seconds',
    'cilium_operator_process_start_time_seconds',
  ];
  return {
    process: String(start.map((name) => first(name)?.value).find((value) => value !== undefined) ?? ''),
    version: plain(first(VERSION[program])?.labels.version ?? '', 63),
    leader: program !== 'kvstoremesh' || leader === undefined ? null : leader === 1,
    configured,
    behind: mode ? (mode.labels.mode === 'kvstoremesh' ? true : mode.labels.mode === undefined ? null : false) : null,
    remotes,
    health: healthOf(samples),
  };
}

function count(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) && value >= 0 ? value : null;
}

/** Seconds since 1970 as written, `1.7952542457694774e+09`; 0 means never. */
function instant(seconds: number | undefined): number | null {
  return seconds !== undefined && seconds > 0 && seconds < 1e11 ? Math.round(seconds * 1000) : null;
}
