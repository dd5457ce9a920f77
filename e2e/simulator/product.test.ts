import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CachedObject, View } from '#lib/collectors/collector.ts';
import { kubernetes } from '#lib/collectors/kubernetes/index.ts';
import { probes } from '#lib/collectors/probes/index.ts';
import { DF_SIZES, sizeModule } from '#lib/collectors/probes/modules.ts';
import { submariner } from '#lib/collectors/submariner/index.ts';
import { statementsIn } from '#lib/model/statement-table.ts';
import { systemClock } from '#lib/server/clock.ts';
import { parseConfig } from '#lib/server/config/load-config.ts';
import { type ClusterApi, openCluster } from '#lib/transport/kubernetes/cluster-api.ts';
import { loadContexts } from '#lib/transport/kubernetes/contexts.ts';
import { openDiscovery } from '#lib/transport/kubernetes/discovery.ts';
import { listResource } from '#lib/transport/kubernetes/list.ts';
import { askService } from '#lib/transport/kubernetes/service-proxy.ts';
import { watchResource } from '#lib/transport/kubernetes/watch.ts';
import { moduleOf } from './probe.ts';
import { type Simulator, startSimulator } from './start-simulator.ts';

const LIST = {
  maxObjectBytes: 1 << 20,
  pageSize: 100,
  deadlineMs: 5000,
  signal: AbortSignal.timeout(20_000),
  skipped: () => undefined,
};

/** The product's own transport and collectors on a simulated cluster: what they ask for must be there. */
let simulator: Simulator;
let api: ClusterApi;
beforeAll(async () => {
  simulator = await startSimulator({ scenario: 'all-healthy' });
  const { contexts } = await loadContexts({ kubeconfig: simulator.kubeconfigPath });
  const context = contexts.find(({ name }) => name === 'fra-core');
  if (!context) throw new Error('no context fra-core');
  api = openCluster(context, { clock: systemClock });
});
afterAll(async () => {
  await api.close();
  await simulator.stop();
});

test.each([kubernetes, submariner, probes].map((collector) => [collector.id, collector.resources] as const))(
  'everything that %s watches is served, aggregated discovery included',
  async (_, resources) => {
    const discovery = openDiscovery(api);
    for (const { group, plural, versions } of resources)
      expect([plural, await discovery.servedVersion(group, plural, versions)]).not.toContain(null);
  },
);

test('Submariner of a healthy cluster: six peers, all connected, nothing amiss', async () => {
  const lists = new Map<string, CachedObject[]>();
  for (const { key, group, versions, plural, namespace, fieldSelector } of submariner.resources) {
    const ref = { group, version: versions[0] ?? 'v1', plural, namespace, ...(fieldSelector ? { fieldSelector } : {}) };
    const { objects } = await listResource(api, ref, LIST);
    lists.set(
      key,
      objects.map((object) => ({ object, appearedAt: null, changedAt: Date.now() })),
    );
  }
  const now = Date.now();
  const view: View = { objects: (key) => lists.get(key) ?? [], listed: () => true, provenAt: now, heartbeat: null };
  const input = {
    settings: submariner.settings.parse({}),
    view,
    answers: [],
    peers: [],
    memory: submariner.remember(),
    now,
  };
  const { reading } = submariner.parse(input);
  expect(reading.peers.map(({ peer }) => peer.name).sort()).toEqual([
    'dub-data',
    'dub-pay',
    'dub-shop',
    'fra-stock',
    'lej-robot',
    'lej-scan',
  ]);
  const notUp = statementsIn(reading)
    .filter(({ status }) => status !== 'up')
    .map(({ words }) => words.text);
  // the route agent of a gateway node pings nobody and says so
  expect(notUp.filter((text) => !text.startsWith('Node fra-core-gw1 does not check the way'))).toEqual([]);
  expect(JSON.stringify(reading)).not.toContain('simulated-secret');
});

test('a watch of the product gets the heartbeats of both gateways', async () => {
  const heard = new Set<string>();
  const both = Promise.withResolvers<void>();
  const watch = watchResource(
    api,
    { group: 'submariner.io', version: 'v1', plural: 'gateways', namespace: 'submariner-operator' },
    {
      replaced: () => simulator.advance(5000),
      upserted: ({ metadata }) => {
        heard.add(String(metadata.name));
        if (heard.size === 2) both.resolve();
      },
      onDefect: both.reject,
      failed: both.reject,
    },
  );
  watch.start();
  await both.promise;
  watch.stop();
});

test('the written configuration is one that the product takes', async () => {
  const config = parseConfig(readFileSync(simulator.configPath, 'utf8'), simulator.configPath);
  expect(config.links).toHaveLength(58);
  expect(config.clusters?.map(({ context }) => context)).toContain('lej-robot');
});

test('every module that the product ships is known, and a probe goes through the service proxy', async () => {
  const modules = ['icmp', 'tcp_connect', 'tls_connect', 'http_2xx', 'upload', 'download', ...DF_SIZES.map(sizeModule)];
  expect(modules.filter((name) => moduleOf(name) === null)).toEqual([]);
  const target = `${simulator.world.cluster('dub-pay').exporterIp}:9115`;
  const answer = await askService(api, {
    namespace: 'causeway',
    service: 'blackbox-exporter',
    scheme: 'http',
    port: 9115,
    path: `/probe?module=download&target=${encodeURIComponent(encodeURIComponent(`http://${target}/metrics`))}`,
  });
  expect(answer).toMatchObject({ outcome: 'answer', status: 200, body: expect.stringContaining('probe_success 1') });
});
