import { plain } from '#lib/model/words.ts';
import type { ExposedSample } from '#lib/transport/prometheus-text.ts';

/** What one agent's health checks say. */
export interface Health {
  /** The agent's node, where the series name it (up to 1.18). */
  node: string;
  /** Nodes and endpoints that it can't reach, in all clusters together: newer series name no cluster. */
  unreachable: { nodes: number; endpoints: number } | null;
  /** Probes that failed since it started: counted in the histogram, and in its sum as 10 s each, so a mean says nothing. */
  failedProbes: number | null;
  /** By remote cluster and kind, as series up to 1.17 tell it. */
  byCluster: ReadonlyMap<string, Reached>;
}

/** Nodes of one remote cluster, or their health endpoints in the pod network, that one agent probes. */
export interface Reached {
  cluster: string;
  kind: 'node' | 'endpoint';
  reached: number;
  of: number;
  /** The median of what was answered, milliseconds. */
  rttMs: number | null;
}

/** A latency bucket above all that a probe can take and below the 10 s that a failed one is written down with. */
const LAST_BUCKET = '8';
const MAX_CLUSTERS = 512;

/** Reads the health series of an agent. */
export function healthOf(samples: readonly ExposedSample[]): Health {
  const value = (name: string) => samples.find((one) => one.name === name)?.value;
  const [nodes, endpoints] = [value('cilium_unreachable_nodes'), value('cilium_unreachable_health_endpoints')];
  const sum = (name: string, le?: string) =>
    samples
      .filter((one) => one.name === `cilium_node_health_connectivity_latency_seconds_${name}` && one.labels.le === le)
      .reduce<number | null>((total, one) => (total ?? 0) + one.value, null);
  const [all, inTime] = [sum('count'), sum('bucket', LAST_BUCKET)];
  const own = samples.find((one) => one.name.startsWith('cilium_node_') && one.labels.source_node_name);
  return {
    node: plain(own?.labels.source_node_name ?? '', 253),
    unreachable: nodes === undefined || endpoints === undefined ? null : { nodes, endpoints },
    failedProbes: all === null || inTime === null || !(all >= inTime) ? null : all - inTime,
    byCluster: reachedOf(samples),
  };
}

function reachedOf(samples: readonly ExposedSample[]): Map<string, Reached> {
  const found = new Map<string, Reached>();
  const latencies = Map.groupBy(
    samples.filter(
      ({ name, value, labels }) =>
        name === 'cilium_node_connectivity_latency_seconds' && value > 0 && labels.protocol !== 'http',
    ),
    ({ labels }) => keyOf(labels),
  );
  for (const { name, value, labels } of samples) {
    if (name !== 'cilium_node_connectivity_status' || labels.target_node_type !== 'remote_inter_cluster') continue;
    if (labels.type !== 'node' && labels.type !== 'endpoint') continue;
    const key = keyOf(labels);
    if (!found.has(key) && found.size >= MAX_CLUSTERS) continue;
    const before = found.get(key) ?? {
      cluster: plain(labels.target_cluster ?? '', 63),
      kind: labels.type,
      reached: 0,
      of: 0,
      rttMs: median((latencies.get(key) ?? []).map((one) => one.value * 1000)),
    };
    found.set(key, { ...before, of: before.of + 1, reached: before.reached + (value === 1 ? 1 : 0) });
  }
  return found;
}

function keyOf(labels: Readonly<Record<string, string>>): string {
  return `${labels.type}\n${labels.target_cluster}`;
}

function median(values: number[]): number | null {
  values.sort((a, b) => a - b);
  return values[Math.floor(values.length / 2)] ?? null;
}
