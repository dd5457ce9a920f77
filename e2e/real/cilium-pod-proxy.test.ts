import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { Manifest } from '#e2e/testbed/admin-client.ts';
import { createPod, type NamespacePod, whyNoNamespaces } from '#e2e/testbed/pods.ts';
import { until } from '#e2e/testbed/processes.ts';
import { startCluster, type TestCluster } from '#e2e/testbed/servers.ts';
import { systemClock } from '#lib/server/clock.ts';
import { Config } from '#lib/server/config/config.ts';
import { Engine } from '#lib/server/engine.ts';
import type { ClusterApi } from '#lib/transport/kubernetes/cluster-api.ts';
import { askPod } from '#lib/transport/kubernetes/pod-proxy.ts';
import { allSaid } from './all-said.ts';
import { describeReal, openKubeconfig } from './real-server.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const recorded = (path: string) => new URL(`../recordings/cilium/${path}`, import.meta.url).pathname;
/** Serves recorded metrics as Cilium's programs do. */
const SERVE = `const text = require('node:fs').readFileSync(process.argv[1]);
require('node:http').createServer((asked, answer) => answer.writeHead(asked.url === '/metrics' ? 200 : 404).end(text)).listen(Number(process.argv[2]))`;
const AUDIT = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n  - level: Metadata\n';
const MANIFEST = 'deploy/rbac/cilium-pod-proxy.yaml';
const namespace = 'kube-system';
const LEADER = 'clustermesh-apiserver-6c9d4b7f5-2kfbn';
const STANDBY = 'clustermesh-apiserver-6c9d4b7f5-q8zvt';
const AGENT = 'cilium-4mq7d';
const PODS = [
  { name: LEADER, file: '13-kvstoremesh-standby-replica/leader.metrics.prom', port: 9964 },
  { name: STANDBY, file: '13-kvstoremesh-standby-replica/standby.metrics.prom', port: 9964 },
  { name: AGENT, file: '01-healthy/healthy.east.agent.metrics.prom', port: 9962 },
];

function podOf({ pod, address }: NamespacePod, port: number): Manifest {
  const agent = port === 9962;
  const ports = [{ name: agent ? 'prometheus' : 'kvmesh-metrics', containerPort: port }];
  const container = { name: agent ? 'cilium-agent' : 'kvstoremesh', image: 'testbed', ports };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: pod, namespace, labels: { 'k8s-app': agent ? 'cilium' : 'clustermesh-apiserver' } },
    spec: { nodeName: 'testbed', containers: [container] },
    status: { phase: 'Running', podIP: address, podIPs: [{ ip: address }] },
  } as Manifest;
}

/** The Service of KVStoreMesh's metrics, with one pod behind it. */
function serviceOf({ pod, address }: NamespacePod): Manifest[] {
  const metadata = { name: 'clustermesh-apiserver-metrics', namespace };
  const port = { name: 'kvmesh-metrics', port: 9964, protocol: 'TCP' };
  const addresses = [{ ip: address, targetRef: { kind: 'Pod', name: pod, namespace } }];
  return [
    { apiVersion: 'v1', kind: 'Service', metadata, spec: { clusterIP: 'None', ports: [port] } },
    { apiVersion: 'v1', kind: 'Endpoints', metadata, subsets: [{ addresses, ports: [port] }] },
  ] as Manifest[];
}

/** The role of the option without the rule of one resource. */
function without(resource: string): Manifest[] {
  return parseAllDocuments(read(MANIFEST)).map((document) => {
    const manifest = document.toJS() as Manifest & { rules?: { resources: string[] }[] };
    if (!manifest.rules) return manifest;
    return { ...manifest, rules: manifest.rules.filter(({ resources }) => !resources.includes(resource)) };
  });
}

describeReal(
  'Cilium asked for metrics in its pods',
  () => {
    let cluster: TestCluster;
    let kubeconfig: string;
    let api: ClusterApi;
    const pods: NamespacePod[] = [];

    beforeAll(async () => {
      cluster = await startCluster({
        name: 'east',
        files: [
          { name: 'audit-policy.yaml', text: AUDIT, flag: '--audit-policy-file' },
          { name: 'audit.log', text: '', flag: '--audit-log-path' },
        ],
      });
      await cluster.admin.applyText(read('e2e/crds/cilium.io_ciliumnodes.yaml'));
      await cluster.admin.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'causeway' } } as Manifest);
      await cluster.admin.applyText(read('deploy/rbac/causeway-reader.yaml'));
      for (const { name, file, port } of PODS) {
        const pod = await createPod(cluster, name);
        pods.push(pod);
        pod.start(process.execPath, '-e', SERVE, recorded(file), String(port));
        await cluster.admin.apply(podOf(pod, port));
      }
      await cluster.admin.apply(
        {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'cilium-config', namespace },
          data: { 'cluster-name': 'east', 'cluster-id': '1' },
        } as Manifest,
        { apiVersion: 'cilium.io/v2', kind: 'CiliumNode', metadata: { name: 'east-n1' }, spec: {} } as Manifest,
      );
      const token = await cluster.admin.createToken('causeway', 'causeway-reader');
      kubeconfig = await cluster.writeKubeconfig({ token });
      api = await openKubeconfig(kubeconfig);
    });
    afterAll(async () => {
      await api?.close();
      for (const pod of pods) await pod.remove();
      await cluster?.stop();
    });

    /** Reads the cluster, with the option turned on, for as long as `look` needs. */
    async function reading(look: (engine: Engine) => Promise<void>): Promise<void> {
      const engine = await Engine.start({
        config: Config.parse({
          clusters: [{ id: 'east', kubeconfig, collect: { cilium: { podProxy: true } } }],
          history: { url: 'file::memory:' },
        }),
        clock: systemClock,
        random: Math.random,
        onChange: () => {},
        log: () => {},
      });
      try {
        await look(engine);
      } finally {
        await engine.stop();
      }
    }
    const sourceOf = (engine: Engine) => engine.fleet.snapshot.sources.get('east/cilium');
    const told = (engine: Engine) => new Map(allSaid(engine.fleet.snapshot).map((one) => [one.id, one]));

    /** What the server's own authorizer says of the account and the pods of Cilium's namespace. */
    async function allowed(verb: string, subresource: string): Promise<boolean> {
      const review = (await cluster.admin.send('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SubjectAccessReview',
        spec: {
          user: 'system:serviceaccount:causeway:causeway-reader',
          groups: ['system:serviceaccounts', 'system:authenticated'],
          resourceAttributes: { namespace, verb, group: '', resource: 'pods', subresource },
        },
      })) as { status: { allowed: boolean } };
      return review.status.allowed;
    }

    it('has no right to pods before its manifest is applied', async () => {
      for (const [verb, subresource] of [
        ['list', ''],
        ['get', ''],
        ['get', 'proxy'],
      ] as const)
        expect(await allowed(verb, subresource), `${verb} pods/${subresource}`).toBe(false);
    });

    it.each([
      ['pods/proxy', 'get'],
      ['pods', 'list'],
    ])('without %s it says which permission is missing, and nothing is down', async (resource, verb) => {
      await cluster.admin.apply(...without(resource));
      await reading(async (engine) => {
        await until('the permission is named', () =>
          sourceOf(engine)?.missing.some((one) => one.resource === resource && one.verb === verb),
        );
        expect(sourceOf(engine)?.missing).toContainEqual(
          expect.objectContaining({ verb, apiGroup: '', resource, namespace }),
        );
        // The objects are read all the same; of the programs nothing is known.
        await until('the cluster itself is heard of', () => told(engine).has('mesh-config'));
        const ids = [...told(engine).keys()];
        expect(ids.filter((id) => /^(?:kvstoremesh|agents|operator|health)/.test(id))).toEqual([]);
        expect([...told(engine).values()].filter(({ status }) => status === 'down')).toEqual([]);
      });
    });

    it('asks the Service where pods are refused: it is read, and the permission stays named', async () => {
      const [leader] = pods;
      if (!leader) throw new Error('pods were made');
      const service = serviceOf(leader);
      await cluster.admin.apply(...without('pods/proxy'), ...service);
      await reading(async (engine) => {
        await until('KVStoreMesh is heard', () => told(engine).get('kvstoremesh/west')?.status === 'up');
        await until('the agent was refused', () => sourceOf(engine)?.notes.some((note) => note.startsWith(AGENT)));
        expect(sourceOf(engine)).toMatchObject({
          state: 'ok',
          missing: [{ verb: 'get', apiGroup: '', resource: 'pods/proxy', namespace }],
        });
      });
      await cluster.admin.remove(...service);
    });

    it('reads each pod: the leader of KVStoreMesh, whichever it is, and agents', async () => {
      await cluster.admin.applyText(read(MANIFEST));
      await reading(async (engine) => {
        await until('both are heard', () => told(engine).has('kvstoremesh/west') && told(engine).has('agents/west'));
        expect(told(engine).get('kvstoremesh/west')).toMatchObject({ status: 'up' });
        expect(sourceOf(engine)).toMatchObject({ state: 'ok', missing: [] });
        expect(sourceOf(engine)?.notes.join('\n')).not.toMatch(/kvstoremesh|agent|standby/);
      });
    });

    it('asks pods of Cilium for /metrics with GET, and nothing else of any pod', () => {
      const asked = readFileSync(join(cluster.folder, 'audit.log'), 'utf8')
        .split('\n')
        .filter((line) => line.includes('"system:serviceaccount:causeway:causeway-reader"') && line.includes('/pods/'))
        .map((line) => JSON.parse(line) as { verb: string; requestURI: string });
      expect(
        [...new Set(asked.map(({ verb, requestURI }) => `${verb} ${decodeURIComponent(requestURI)}`))].sort(),
      ).toEqual(
        PODS.map(
          ({ name, port }) => `get /api/v1/namespaces/${namespace}/pods/http:${name}:${port}/proxy/metrics`,
        ).sort(),
      );
    });

    it('has no right to more: other namespaces, other verbs, other doors of a pod', async () => {
      const question = { namespace, pod: AGENT, scheme: 'http', port: 9962, path: '/metrics' } as const;
      expect(await askPod(api, question)).toMatchObject({ outcome: 'answer', status: 200 });
      expect(await askPod(api, { ...question, namespace: 'default' })).toMatchObject({
        outcome: 'forbidden',
        error: { permission: { verb: 'get', resource: 'pods/proxy', apiGroup: '', namespace: 'default' } },
      });
      for (const verb of ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'])
        for (const subresource of ['', 'proxy', 'exec', 'attach', 'portforward', 'log', 'ephemeralcontainers']) {
          const given = subresource === '' ? ['get', 'list', 'watch'] : subresource === 'proxy' ? ['get'] : [];
          expect(await allowed(verb, subresource), `${verb} pods/${subresource}`).toBe(given.includes(verb));
        }
    });

    it('tells apart why a pod does not answer', async () => {
      const question = { namespace, pod: AGENT, scheme: 'http', port: 9962, path: '/metrics' } as const;
      expect(await askPod(api, { ...question, path: '/other' })).toMatchObject({ outcome: 'answer', status: 404 });
      expect(await askPod(api, { ...question, pod: 'nobody' })).toMatchObject({ outcome: 'not-found' });
      expect(await askPod(api, { ...question, port: 9 })).toMatchObject({
        outcome: 'exporter-unreachable',
        error: { reason: 'unreachable', message: expect.stringContaining(`pod ${namespace}/${AGENT}:9: HTTP 503`) },
      });
    });
  },
  whyNoNamespaces(),
);
