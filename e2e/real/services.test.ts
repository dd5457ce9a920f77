import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import type { Manifest } from '#e2e/testbed/admin-client.ts';
import { until } from '#e2e/testbed/processes.ts';
import { startCluster, type TestCluster } from '#e2e/testbed/servers.ts';
import { type ServiceRow, serviceView } from '#lib/model/service-rows.ts';
import { ServiceScene } from '#lib/model/service-scene.ts';
import { systemClock } from '#lib/server/clock.ts';
import { Config } from '#lib/server/config/config.ts';
import { Engine } from '#lib/server/engine.ts';
import { describeReal } from './real-server.ts';

const pathOf = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const RECORDED = pathOf('../../lib/collectors/mcs/testdata/cilium/input.json');
/** Both versions of the API where it has both, the older one where it has no other. */
const VERSIONS = { east: 'v0.5.0', west: 'v0.4.1' } as const;
const Recorded = z.object({
  steps: z.array(z.object({ objects: z.record(z.string(), z.array(z.record(z.string(), z.unknown()))) })),
});

/**
 * The recorded objects as one writes them, with the version that the server knows. Of imports only the fields that every version
 * of the definitions has: an apply of any other is refused.
 */
function manifests(key: string, apiVersion: string): Manifest[] {
  const [step] = Recorded.parse(JSON.parse(readFileSync(RECORDED, 'utf8'))).steps;
  return (step?.objects[key] ?? []).map((object) => {
    const { name, namespace, labels = {} } = object.metadata as { name: string; namespace: string; labels?: object };
    const written = { ...object, apiVersion, metadata: { name, namespace, labels } };
    if (key !== 'serviceimports') return written as unknown as Manifest;
    const { type, ips, ports } = object.spec as Record<string, unknown>;
    const { clusters } = object.status as Record<string, unknown>;
    return { ...written, spec: { type, ips, ports }, status: { clusters } } as unknown as Manifest;
  });
}

describeReal('services of real API servers', () => {
  const clusters = new Map<string, TestCluster>();
  let engine: Engine;

  beforeAll(async () => {
    for (const [name, release] of Object.entries(VERSIONS)) {
      const cluster = await startCluster({ name });
      clusters.set(name, cluster);
      for (const plural of ['serviceexports', 'serviceimports'])
        await cluster.admin.applyText(
          readFileSync(pathOf(`../crds/multicluster.x-k8s.io_${plural}.${release}.yaml`), 'utf8'),
        );
      await cluster.admin.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
    }
    const [east, west] = [clusters.get('east'), clusters.get('west')];
    if (!east || !west) throw new Error('no clusters');
    await east.admin.apply(
      ...manifests('serviceexports', 'multicluster.x-k8s.io/v1beta1'),
      ...manifests('serviceimports', 'multicluster.x-k8s.io/v1beta1'),
      ...manifests('endpointslices', 'discovery.k8s.io/v1'),
    );
    await west.admin.apply(...manifests('serviceimports', 'multicluster.x-k8s.io/v1alpha1'));
    const entries = [...clusters].map(async ([id, cluster]) => ({ id, kubeconfig: await cluster.writeKubeconfig() }));
    const config = Config.parse({
      clusters: await Promise.all(entries),
      links: [{ clusters: ['east', 'west'] }],
      history: { url: 'file::memory:' },
    });
    const quiet = { onChange: () => {}, log: () => {} };
    engine = await Engine.start({ config, clock: systemClock, random: Math.random, ...quiet });
  });
  afterAll(async () => {
    await engine?.stop();
    await Promise.all([...clusters.values()].map((cluster) => cluster.stop()));
  });

  const rowOf = (key: string, cluster: string): ServiceRow | undefined =>
    serviceView(new ServiceScene(engine.fleet.snapshot, systemClock.now()), key).rows.find(
      (row) => row.cluster === cluster,
    );

  it('an export in v1beta1 and an import in v1alpha1 meet in one row', async () => {
    const row = await until('west has the service', () => {
      const found = rowOf('shop/cart', 'west');
      // Both clusters are read by then, whichever is the first.
      const isUp = (name: string) => found?.steps.find(({ step }) => step === name)?.status === 'up';
      return isUp('import') && isUp('endpoints') && found;
    });
    expect(row.steps.map(({ step, says }) => [step, says]).slice(0, 4)).toEqual([
      ['export', 'exported by 1'],
      ['import', 'imported'],
      ['dns', 'nothing to judge'],
      ['endpoints', '1 of 1 ready'],
    ]);
    expect(rowOf('shop/ghost', 'west')?.why).toBe("export invalid: NoService: Service doesn't exist");
    expect(rowOf('shop/pay', 'east')?.why).toMatch(/^export conflicted: PortConflict/);
  });

  it('an import that is deleted is missing, and says so as a finding', async () => {
    const [cart] = manifests('serviceimports', 'multicluster.x-k8s.io/v1alpha1');
    if (!cart) throw new Error('nothing recorded');
    await clusters.get('west')?.admin.remove(cart);
    await until('the import is missing', () => rowOf('shop/cart', 'west')?.why === 'import missing: no ServiceImport');
    const finding = await until('the rule finds it', () =>
      engine.fleet.snapshot.findings.get('import-missing/cluster/west'),
    );
    expect(finding.words.text).toMatch(/west does not have 1 service that others export: cart\.shop/);
  });
});
