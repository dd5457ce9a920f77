import type { Fact } from '#lib/model/observation.ts';
import type { Statement } from '#lib/model/statement.ts';
import type { Status } from '#lib/model/status.ts';
import { type Words, words } from '#lib/model/words.ts';
import { commandFacts } from './commands.ts';
import type { Memory } from './memory.ts';
import type { MeshConfig } from './mesh-config.ts';
import type { CiliumWorkload } from './workloads.ts';

/** Caches that were not proven current for this long say nothing new. */
const PROOF_FRESH_MS = 15_000;

/** What is known of this cluster itself: how it takes part, whether others can read it, what its agents' checks find. */
export function selfStatements(
  config: MeshConfig | null,
  apiserver: CiliumWorkload | null,
  memory: Memory,
  provenAt: number,
  namespace: string,
): Statement[] {
  const proven = { layer: 'discovery', observedAt: provenAt, freshForMs: PROOF_FRESH_MS } as const;
  return [
    ...(config
      ? [
          {
            ...about('mesh-config', 'cilium-config', ...configured(config, commandFacts(namespace, apiserver))),
            ...proven,
          },
        ]
      : []),
    ...(apiserver
      ? [{ ...about('clustermesh-apiserver', 'Deployment clustermesh-apiserver', ...running(apiserver)), ...proven }]
      : []),
    ...healthStatements(memory),
  ];
}

type Told = [status: Status, words: Words, facts: Fact[]];

function about(id: string, witness: string, status: Status, said: Words, facts: Fact[]) {
  return { id, about: { kind: 'self' } as const, witness, status, words: said, facts, evidence: null };
}

function configured(
  { clusterId, clusterName, maxConnectedClusters, datapath, encryption }: MeshConfig,
  commands: Fact[],
): Told {
  const facts = [
    { name: 'ownClusterId', value: String(clusterId) },
    { name: 'clusterName', value: clusterName },
    { name: 'maxConnectedClusters', value: String(maxConnectedClusters) },
    { name: 'datapath', value: datapath },
    { name: 'encryption', value: encryption },
    ...commands,
  ];
  if (clusterId === 0 || clusterName === '') {
    const text = 'A clustermesh-apiserver is there, and cilium-config gives the cluster no id or no name of its own';
    return ['degraded', words('cilium.no-identity', text), facts];
  }
  const params = { name: clusterName, id: clusterId, most: maxConnectedClusters };
  return ['up', words('cilium.identity', 'In the mesh as {name}, id {id} of at most {most}', params), facts];
}

function running({ ready, wanted, version, containers }: CiliumWorkload): Told {
  const facts = [
    { name: 'ready', value: `${ready ?? 'nobody says how many'} of ${wanted}` },
    { name: 'version', value: version },
    { name: 'containers', value: containers.slice(0, 8).join(', ') },
  ];
  if (ready === null)
    return ['unknown', words('cilium.apiserver-unseen', 'Whether clustermesh-apiserver is ready is not told'), facts];
  if (ready === 0) {
    const text = 'No clustermesh-apiserver is ready: other clusters can not read this one';
    return ['down', words('cilium.apiserver-not-ready', text), facts];
  }
  // Its readiness probe passes in every failure of a connection to another cluster.
  const text = 'clustermesh-apiserver is ready, which says nothing of its connections';
  return [ready < wanted ? 'degraded' : 'up', words('cilium.apiserver-ready', text), facts];
}

/** Newer series name no cluster: what an agent can't reach may be in this one or in another. */
function healthStatements(memory: Memory): Statement[] {
  const told = [...memory.seen.agents.values()].filter(({ scrape }) => scrape.health.unreachable !== null);
  const newest = told.at(-1);
  if (!newest) return [];
  const most = (what: 'nodes' | 'endpoints') =>
    Math.max(...told.map(({ scrape }) => scrape.health.unreachable?.[what] ?? 0));
  const reached = most('nodes') === 0 && most('endpoints') === 0;
  const said = reached
    ? words('cilium.health-reached', 'Agents that were asked reach all nodes of all clusters, by their last checks')
    : words('cilium.health-unreached', 'Agents do not reach some nodes or pods, of which cluster is not told');
  const facts = [
    { name: 'unreachableNodes', value: String(most('nodes')) },
    { name: 'unreachableEndpoints', value: String(most('endpoints')) },
    { name: 'failedProbesSinceStart', value: String(newest.scrape.health.failedProbes ?? 'not counted') },
  ];
  const statement = about('health', 'Cilium agents', reached ? 'up' : 'degraded', said, facts);
  return [{ ...statement, layer: 'path', observedAt: newest.at, freshForMs: newest.freshForMs }];
}
