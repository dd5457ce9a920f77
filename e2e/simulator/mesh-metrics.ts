import type { Cluster } from './fleet.ts';
import type { World } from './world.ts';

/** A cut is noticed after 76 to 136 s, its end after 2 to 90 s (recordings 02, 06, 09). */
const NOTICED_AFTER_MS = 90_000;
const BACK_AFTER_MS = 20_000;

/** Other members of a cluster's mesh, as far as a wire joins the two. */
export function meshPeers(world: World, cluster: Cluster): Cluster[] {
  if (!cluster.mesh) return [];
  return world.fleet.clusters.filter((other) => other !== cluster && other.mesh && world.link(cluster.id, other.id));
}

/** How KVStoreMesh of a cluster is connected to a peer: it needs both ways, and takes its time to notice. */
function connection(
  world: World,
  from: string,
  to: string,
  at: number,
): { ready: boolean; failures: number; lastFailureAt: number } {
  const broken = (when: number) =>
    [world.direction(from, to, when), world.direction(to, from, when)].some(({ cut, meshCut }) => cut || meshCut);
  const instants = [...world.directionSteps(from, to), ...world.directionSteps(to, from)]
    .map((step) => step.at)
    .filter((instant) => Number.isFinite(instant) && instant <= at)
    .toSorted((a, b) => a - b);
  let ready = true;
  let failures = 0;
  let lastFailureAt = 0;
  for (const [index, since] of instants.entries()) {
    const lasted = (instants[index + 1] ?? at) - since;
    if (broken(since) && ready && lasted >= NOTICED_AFTER_MS) {
      [ready, lastFailureAt] = [false, since + NOTICED_AFTER_MS];
      failures += 1;
    } else if (!broken(since) && lasted >= BACK_AFTER_MS) ready = true;
  }
  return { ready, failures, lastFailureAt };
}

/** What KVStoreMesh (Cilium 1.20) tells of each peer: that it uses the same cluster id, it does not notice. */
export function kvstoremeshMetrics(world: World, cluster: Cluster, at: number): string {
  const peers = meshPeers(world, cluster).map((peer) => ({ peer, ...connection(world, cluster.id, peer.id, at) }));
  const name = 'cilium_kvstoremesh_remote_cluster';
  return text([
    'cilium_kvstoremesh_leader_election_master_status{name="kvstoremesh"} 1',
    `process_start_time_seconds ${world.bornAt / 1000}`,
    'cilium_kvstoremesh_version{version="1.20.1"} 0',
    `${name}s ${peers.length}`,
    ...peers.flatMap(({ peer, ready, failures, lastFailureAt }) => {
      const label = `{target_cluster="${peer.id}"}`;
      return [
        `${name}_readiness_status${label} ${ready ? 1 : 0}`,
        `${name}_failures${label} ${failures}`,
        `${name}_last_failure_ts${label} ${lastFailureAt / 1000}`,
        `${name}_cache_revocations${label} 0`,
      ];
    }),
  ]);
}

/** What agents behind KVStoreMesh tell: ready through any cut, and never ready for a peer with their own cluster id. */
export function agentMetrics(world: World, cluster: Cluster): string {
  const peers = meshPeers(world, cluster);
  const name = 'cilium_clustermesh_remote_cluster';
  return text([
    'cilium_feature_adv_connect_and_lb_clustermesh_enabled{max_connected_clusters="255",mode="kvstoremesh"} 1',
    `process_start_time_seconds ${world.bornAt / 1000}`,
    'cilium_version{version="1.20.1"} 0',
    `${name}s ${peers.length}`,
    ...peers.flatMap((peer) => {
      const label = `{target_cluster="${peer.id}"}`;
      const own = peer.mesh?.id === cluster.mesh?.id;
      return [
        `${name}_readiness_status${label} ${own ? 0 : 1}`,
        `${name}_failures${label} 0`,
        `${name}_last_failure_ts${label} 0`,
        `${name}_services${label} ${own ? 0 : 2}`,
        `${name}_nodes${label} ${own ? 0 : peer.nodes.length}`,
      ];
    }),
    'cilium_unreachable_nodes 0',
    'cilium_unreachable_health_endpoints 0',
  ]);
}

const text = (lines: readonly string[]) => `${lines.join('\n')}\n`;
