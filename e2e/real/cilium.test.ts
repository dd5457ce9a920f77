import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Manifest } from '#e2e/testbed/admin-client.ts';
import { createPod, type NamespacePod, whyNoNamespaces } from '#e2e/testbed/pods.ts';
import { until } from '#e2e/testbed/processes.ts';
import { startCluster, type TestCluster } from '#e2e/testbed/servers.ts';
import { systemClock } from '#lib/server/clock.ts';
import { Config } from '#lib/server/config/config.ts';
import { Engine } from '#lib/server/engine.ts';
import { allSaid } from './all-said.ts';
import { describeReal } from './real-server.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const METRICS = new URL('../recordings/cilium/12-version-1.19.6/healthy.west.kvstoremesh.metrics.prom', import.meta.url)
  .pathname;
const STATUS = new URL('../../lib/collectors/cilium/testdata/cli-healthy/status.json', import.meta.url).pathname;
/** Serves the recorded metrics as KVStoreMesh does. */
const SERVE = `const text = require('node:fs').readFileSync(process.argv[1]);
require('node:http').createServer((asked, answer) => answer.writeHead(asked.url === '/metrics' ? 200 : 404).end(text)).listen(9964)`;
const AUDIT = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n  - level: Metadata\n';
const namespace = 'kube-system';

function objects({ pod, address }: NamespacePod): Manifest[] {
  const port = { name: 'kvmesh-metrics', port: 9964, protocol: 'TCP' };
  // An API server hands on only to pods of the Service's own namespace.
  const targetRef = { kind: 'Pod', name: pod, namespace };
  const metadata = { name: 'clustermesh-apiserver-metrics', namespace };
  return [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'cilium-config', namespace },
      data: { 'cluster-name': 'west', 'cluster-id': '2', 'max-connected-clusters': '255' },
    },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'other', namespace }, data: { a: 'b' } },
    {
      apiVersion: 'cilium.io/v2',
      kind: 'CiliumNode',
      metadata: { name: 'west-n1' },
      spec: { health: { ipv4: '10.2.1.2' }, ipam: { podCIDRs: ['10.2.1.0/24'] } },
    },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: pod, namespace },
      spec: { nodeName: 'testbed', containers: [{ name: 'kvstoremesh', image: 'testbed' }] },
      status: { phase: 'Running', podIP: address, podIPs: [{ ip: address }] },
    },
    { apiVersion: 'v1', kind: 'Service', metadata, spec: { clusterIP: 'None', ports: [port] } },
    {
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata,
      subsets: [{ addresses: [{ ip: address, targetRef }], ports: [port] }],
    },
  ] as Manifest[];
}

describeReal(
  'Cilium on a real API server, with only our role',
  () => {
    let cluster: TestCluster;
    let pod: NamespacePod;
    let engine: Engine;

    beforeAll(async () => {
      cluster = await startCluster({
        name: 'west',
        files: [
          { name: 'audit-policy.yaml', text: AUDIT, flag: '--audit-policy-file' },
          { name: 'audit.log', text: '', flag: '--audit-log-path' },
        ],
      });
      pod = await createPod(cluster, 'kvstoremesh');
      pod.start(process.execPath, '-e', SERVE, METRICS);
      await cluster.admin.applyText(read('e2e/crds/cilium.io_ciliumnodes.yaml'));
      await cluster.admin.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'causeway' } } as Manifest);
      await cluster.admin.applyText(read('deploy/rbac/causeway-reader.yaml'));
      await cluster.admin.apply(...objects(pod));
      const token = await cluster.admin.createToken('causeway', 'causeway-reader');
      const kubeconfig = await cluster.writeKubeconfig({ token });
      engine = await Engine.start({
        config: Config.parse({
          clusters: [{ id: 'west', kubeconfig, collect: { cilium: { statusFile: STATUS } } }],
          history: { url: 'file::memory:' },
        }),
        clock: systemClock,
        random: Math.random,
        onChange: () => {},
        log: () => {},
      });
    });
    afterAll(async () => {
      await engine?.stop();
      await pod?.remove();
      await cluster?.stop();
    });

    it('reads objects, and metrics through the proxy of a Service', async () => {
      const source = () => engine.fleet.snapshot.sources.get('west/cilium');
      const words = () => allSaid(engine.fleet.snapshot).filter(({ id }) => id.startsWith('kvstoremesh/'));
      await until('KVStoreMesh is heard of', () => words().length > 0);
      expect(words()).toMatchObject([
        { id: 'kvstoremesh/east', status: 'up', subject: { kind: 'direction', from: 'west', to: 'cilium-east' } },
      ]);
      expect(source()).toMatchObject({ state: 'ok', missing: [] });
      await until('the status file is read', () =>
        source()?.notes.includes('the status file is of cluster east, not of this one'),
      );
      expect(engine.fleet.snapshot.clusters.get('west')).toMatchObject({
        aliases: [{ system: 'cilium', scope: '', name: 'west' }],
        facts: { podCidrs: ['10.2.1.0/24'] },
      });
    });

    it('is refused nothing, and asks for no Secret and no other ConfigMap', () => {
      const asked = readFileSync(join(cluster.folder, 'audit.log'), 'utf8')
        .split('\n')
        .filter((line) => line.includes('system:serviceaccount:causeway:causeway-reader'))
        .map((line) => JSON.parse(line) as { requestURI: string; responseStatus?: { code: number } });
      expect(asked.some(({ requestURI }) => requestURI.includes('kvmesh-metrics'))).toBe(true);
      expect(asked.filter(({ responseStatus }) => responseStatus?.code === 403)).toEqual([]);
      expect(asked.filter(({ requestURI }) => requestURI.includes('/secrets'))).toEqual([]);
      const maps = asked.filter(({ requestURI }) => requestURI.includes('/configmaps'));
      expect(maps.length).toBeGreaterThan(0);
      for (const { requestURI } of maps)
        expect(decodeURIComponent(requestURI)).toContain('metadata.name=cilium-config');
    });
  },
  whyNoNamespaces(),
);
