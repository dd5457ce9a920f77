import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Manifest } from '#e2e/testbed/admin-client.ts';
import { createPod, type NamespacePod, startKubelet, whyNoNamespaces } from '#e2e/testbed/pods.ts';
import { type TestProcess, until } from '#e2e/testbed/processes.ts';
import { startCluster, type TestCluster } from '#e2e/testbed/servers.ts';
import { systemClock } from '#lib/server/clock.ts';
import { Config } from '#lib/server/config/config.ts';
import { Engine } from '#lib/server/engine.ts';
import { allSaid } from './all-said.ts';
import { describeReal } from './real-server.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const RECORDED = 'lib/collectors/cilium/testdata/exec-cut';
const namespace = 'kube-system';
const AGENT = 'cilium-x7k2p';
const MESH = 'clustermesh-apiserver-q8zvt';

function podOf({ pod, address }: NamespacePod, label: string, container: string): Manifest {
  const startedAt = new Date().toISOString().replace(/\.\d+/, '');
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: pod, namespace, labels: { 'k8s-app': label } },
    spec: { nodeName: 'testbed', containers: [{ name: container, image: 'testbed' }] },
    status: {
      phase: 'Running',
      podIP: address,
      podIPs: [{ ip: address }],
      containerStatuses: [
        {
          name: container,
          image: 'testbed',
          imageID: '',
          containerID: 'testbed://1',
          ready: true,
          restartCount: 0,
          state: { running: { startedAt } },
        },
      ],
    },
  } as Manifest;
}

describeReal(
  'Cilium asked in its pods',
  () => {
    let cluster: TestCluster;
    let kubelet: TestProcess;
    const pods: NamespacePod[] = [];
    const engines: Engine[] = [];

    async function start(exec: boolean): Promise<Engine> {
      const kubeconfig = await cluster.writeKubeconfig({
        token: await cluster.admin.createToken('causeway', 'causeway-reader'),
      });
      const engine = await Engine.start({
        config: Config.parse({
          clusters: [{ id: 'east', kubeconfig, exec, collect: { cilium: { exec: true } } }],
          history: { url: 'file::memory:' },
        }),
        clock: systemClock,
        random: Math.random,
        onChange: () => {},
        log: () => {},
      });
      engines.push(engine);
      return engine;
    }

    const notesOf = (engine: Engine) => engine.fleet.snapshot.sources.get('east/cilium')?.notes.join('\n') ?? '';
    const told = (engine: Engine) => new Map(allSaid(engine.fleet.snapshot).map((one) => [one.id, one]));

    beforeAll(async () => {
      cluster = await startCluster({ name: 'east' });
      const bin = join(cluster.folder, 'bin');
      mkdirSync(bin);
      for (const [name, file] of [
        ['cilium-dbg', 'agent-status'],
        ['cilium-health', 'agent-health'],
      ]) {
        const recorded = new URL(`../../${RECORDED}/${file}.json`, import.meta.url).pathname;
        writeFileSync(join(bin, `${name}`), `#!/bin/sh\n[ "$*" = "status -o json" ] && exec cat ${recorded}\nexit 2\n`);
        chmodSync(join(bin, `${name}`), 0o755);
      }
      const path = process.env.PATH;
      process.env.PATH = `${bin}:${path}`;
      kubelet = await startKubelet(cluster);
      process.env.PATH = path;
      for (const name of [AGENT, MESH]) pods.push(await createPod(cluster, name));
      const [agent, mesh] = pods;
      if (!agent || !mesh) throw new Error('two pods were made');
      await cluster.admin.applyText(read('e2e/crds/cilium.io_ciliumnodes.yaml'));
      await cluster.admin.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'causeway' } } as Manifest);
      await cluster.admin.applyText(read('deploy/rbac/causeway-reader.yaml'));
      await cluster.admin.apply(
        {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'cilium-config', namespace },
          data: { 'cluster-name': 'east', 'cluster-id': '1' },
        } as Manifest,
        { apiVersion: 'cilium.io/v2', kind: 'CiliumNode', metadata: { name: 'east-n1' }, spec: {} } as Manifest,
        podOf(agent, 'cilium', 'cilium-agent'),
        podOf(mesh, 'clustermesh-apiserver', 'kvstoremesh'),
      );
    });
    afterAll(async () => {
      for (const engine of engines) await engine.stop();
      for (const pod of pods) await pod.remove();
      await kubelet?.stop();
      await cluster?.stop();
    });

    it('needs the second manifest, and says so', async () => {
      const engine = await start(true);
      await until('the list of pods is refused', () =>
        engine.fleet.snapshot.sources
          .get('east/cilium')
          ?.missing.some(({ resource, verb }) => resource === 'pods' && verb === 'list'),
      );
      expect(told(engine).has('agents-by-exec/west')).toBe(false);
      await engine.stop();
    });

    it('reads what agents say of the other cluster, and what their nodes reach', async () => {
      await cluster.admin.applyText(read('deploy/rbac/cilium-exec.yaml'));
      const engine = await start(true);
      await until('an agent and its health are read', () => {
        const all = told(engine);
        return all.has('agents-by-exec/west') && all.has('health/east-n1/west/endpoint');
      });
      expect(told(engine).get('health/east-n1/west/endpoint')).toMatchObject({ status: 'down', layer: 'path' });
      // On this machine there is no such program: what the node says of it is told, and nothing else is harmed.
      await until('the replica of KVStoreMesh refused', () =>
        notesOf(engine).includes('"/usr/bin/clustermesh-apiserver"'),
      );
      expect(notesOf(engine)).toMatch(/kvstoremesh-status in clustermesh-apiserver-q8zvt: .*not found/);
      await engine.stop();
    });

    it('asks nothing where the entry of the cluster does not allow it', async () => {
      const engine = await start(false);
      await until('the refusal is told', () => notesOf(engine).includes('pods/exec is not turned on for cluster'));
      expect(told(engine).has('agents-by-exec/west')).toBe(false);
      await engine.stop();
    });
  },
  whyNoNamespaces(),
);
