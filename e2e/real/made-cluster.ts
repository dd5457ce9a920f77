import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { KubeObject } from '#e2e/simulator/kube-object.ts';
import { initialObjects } from '#e2e/simulator/objects.ts';
import type { World } from '#e2e/simulator/world.ts';
import type { AdminClient, Manifest } from '#e2e/testbed/admin-client.ts';
import { type ClusterOptions, startCluster, type TestCluster } from '#e2e/testbed/servers.ts';

const crds = fileURLToPath(new URL('../crds', import.meta.url));
/** What the product reads of a simulated cluster. */
const READ = new Set([
  'Namespace',
  'Node',
  'Gateway',
  'Endpoint',
  'Cluster',
  'RouteAgent',
  'Submariner',
  'Broker',
  'Service',
]);

/** Starts a real API server that holds what the simulator makes of one of its clusters. */
export async function startMadeCluster(
  world: World,
  id: string,
  options: Pick<ClusterOptions, 'files' | 'users'> = {},
): Promise<TestCluster> {
  const range = world.cluster(id).serviceCidr;
  const cluster = await startCluster({ name: id, flags: [`--service-cluster-ip-range=${range}`], ...options });
  try {
    for (const file of readdirSync(crds).filter((name) => name.startsWith('submariner') && name.endsWith('.yaml')))
      await cluster.admin.applyText(readFileSync(`${crds}/${file}`, 'utf8'));
    await refresh(cluster.admin, world, id, READ);
    return cluster;
  } catch (thrown) {
    await cluster.stop();
    throw thrown;
  }
}

/** Writes the objects of some kinds as they are now. */
export async function refresh(admin: AdminClient, world: World, id: string, kinds: ReadonlySet<string>): Promise<void> {
  const objects = initialObjects(world, id, Date.now()).filter(({ kind }) => kinds.has(kind));
  const first = objects.filter(({ kind }) => kind === 'Namespace');
  await admin.apply(...first.map(asManifest));
  await admin.apply(...objects.filter(({ kind }) => kind !== 'Namespace').map(asManifest));
}

/** Without what an API server sets itself: an apply that names a uid would only ever change that very object. */
export function asManifest({ metadata, ...object }: KubeObject): Manifest {
  const {
    uid: _uid,
    creationTimestamp: _created,
    generation: _generation,
    resourceVersion: _revision,
    ...kept
  } = metadata;
  return { ...object, metadata: kept } as unknown as Manifest;
}
