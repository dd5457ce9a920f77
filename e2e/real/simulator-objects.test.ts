import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeFleet } from '#e2e/simulator/fleet.ts';
import type { KubeObject } from '#e2e/simulator/kube-object.ts';
import { initialObjects, RESOURCES } from '#e2e/simulator/objects.ts';
import { World } from '#e2e/simulator/world.ts';
import { startCluster, type TestCluster } from '#e2e/testbed/servers.ts';
import { asManifest } from './made-cluster.ts';
import { describeReal } from './real-server.ts';

const CLUSTER = 'fra-core';
const crds = fileURLToPath(new URL('../crds', import.meta.url));

function pathOf({ apiVersion, kind, metadata }: KubeObject): string {
  const resource = RESOURCES.find((one) => one.kind === kind && apiVersion.startsWith(one.group));
  if (!resource) throw new Error(`no resource for ${kind}`);
  const root = resource.group ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  return `${root}${metadata.namespace ? `/namespaces/${metadata.namespace}` : ''}/${resource.plural}/${metadata.name}`;
}

describeReal('the simulated objects on a real API server', () => {
  const world = new World(makeFleet(12, 1, { [CLUSTER]: { id: 1, agentMetrics: true } }), Date.now());
  const objects = initialObjects(world, CLUSTER, Date.now());
  let cluster: TestCluster;
  beforeAll(async () => {
    const range = world.cluster(CLUSTER).serviceCidr;
    cluster = await startCluster({ name: 'simulated', flags: [`--service-cluster-ip-range=${range}`] });
    // Of definitions in two releases the older: it is what the simulated Lighthouse is installed with.
    for (const file of readdirSync(crds).filter((name) => name.endsWith('.yaml') && !name.includes('.v0.5.0.')))
      await cluster.admin.applyText(readFileSync(`${crds}/${file}`, 'utf8'));
    for (const object of objects.filter(({ kind }) => kind === 'Namespace'))
      await cluster.admin.apply(asManifest(object));
  });
  afterAll(() => cluster?.stop());

  const kinds = [...new Set(objects.map(({ kind }) => kind))];
  it.each(kinds)('%s: every field is known, and nothing of it is lost', async (kind) => {
    for (const object of objects.filter((one) => one.kind === kind)) {
      const wanted = asManifest(object);
      const path = pathOf(wanted);
      const strict = '?fieldManager=simulator&force=true&fieldValidation=Strict';
      const apply = (where: string) => cluster.admin.send('PATCH', where, wanted, 'application/apply-patch+yaml');
      await apply(`${path}${strict}`);
      // Submariner's Gateway and RouteAgent have no status subresource: theirs came with the object
      if (wanted.status !== undefined && !['Gateway', 'RouteAgent'].includes(kind))
        await apply(`${path}/status${strict}`);
      expect(await cluster.admin.send('GET', path)).toMatchObject(wanted);
    }
  });

  it('a field that no schema knows is refused', async () => {
    const gateway = objects.find(({ kind }) => kind === 'Gateway');
    if (!gateway) throw new Error('no Gateway');
    const wrong = { ...asManifest(gateway), status: { ...(gateway.status as object), mood: 'good' } };
    const path = `${pathOf(gateway)}?fieldManager=simulator&force=true&fieldValidation=Strict`;
    const apply = cluster.admin.send('PATCH', path, wrong, 'application/apply-patch+yaml');
    await expect(apply).rejects.toThrow('mood');
  });

  it('every kind that the simulator serves was tried', () => {
    const served = RESOURCES.map(({ kind }) => kind).filter(
      (kind) => !['GlobalIngressIP', 'ClusterGlobalEgressIP'].includes(kind),
    );
    expect(new Set(kinds)).toEqual(new Set(served));
  });
});
