import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '#e2e/testbed/processes.ts';
import { type Relay, startRelay } from '#e2e/testbed/relay.ts';
import { startCluster, type TestCluster } from '#e2e/testbed/servers.ts';
import type { ClusterApi } from '#lib/transport/kubernetes/cluster-api.ts';
import { openDiscovery } from '#lib/transport/kubernetes/discovery.ts';
import { type Beat, startHeartbeat } from '#lib/transport/kubernetes/heartbeat.ts';
import { describeReal, openKubeconfig } from './real-server.ts';
import { recordWatch } from './recorded-watch.ts';

const NAMESPACES = { group: '', version: 'v1', plural: 'namespaces' };
const namespace = (name: string) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });

describeReal('slow clusters and silent networks', () => {
  let slow: TestCluster;
  let good: TestCluster;
  let relay: Relay;
  let slowApi: ClusterApi;
  let goodApi: ClusterApi;
  let relayed: ClusterApi;

  beforeAll(async () => {
    [slow, good] = await Promise.all([startCluster({ name: 'slow' }), startCluster({ name: 'good' })]);
    relay = await startRelay(good.port);
    slowApi = await openKubeconfig(await slow.writeKubeconfig());
    goodApi = await openKubeconfig(await good.writeKubeconfig());
    relayed = await openKubeconfig(
      await good.writeKubeconfig(undefined, { server: `https://127.0.0.1:${relay.port}` }),
    );
  });
  afterAll(async () => {
    slow?.thaw();
    for (const api of [slowApi, goodApi, relayed]) await api?.close();
    await relay?.close();
    await Promise.all([slow?.stop(), good?.stop()]);
  });

  it('uses one socket for many questions in a row', async () => {
    for (let index = 0; index < 60; index++) await relayed.getJson('/api/v1/namespaces?limit=1');
    expect(relay.accepted()).toBeLessThanOrEqual(2);
  });

  it('never lets a hanging cluster delay another', async () => {
    await slowApi.getJson('/api/v1/namespaces?limit=1');
    slow.freeze();
    const hanging = Array.from({ length: 40 }, () =>
      slowApi.getJson('/version', { deadlineMs: 3_000 }).catch((thrown) => thrown),
    );
    const startedAt = Date.now();
    for (let index = 0; index < 50; index++) await goodApi.getJson('/api/v1/namespaces?limit=1', { deadlineMs: 1_000 });
    expect(Date.now() - startedAt).toBeLessThan(2_500);
    for (const failure of await Promise.all(hanging)) expect(failure).toMatchObject({ reason: 'timeout' });
    expect(Date.now() - startedAt).toBeLessThan(4_500);
    slow.thaw();
    expect((await slowApi.getJson('/version')).status).toBe(200);
  });

  it('finds a half-open network by heartbeat and by silence, and heals by itself', async () => {
    const beats: Beat[] = [];
    const defects: unknown[] = [];
    const beat = (one: Beat) => void beats.push(one);
    const onDefect = (thrown: unknown) => void defects.push(thrown);
    const heartbeat = startHeartbeat(relayed, { beat, onDefect, intervalMs: 300, deadlineMs: 1_000 });
    const record = recordWatch(relayed, NAMESPACES, { silenceMs: 2_000, deadlineMs: 1_000 });
    await until('listed', () => record.watch.state().connected && beats.at(-1)?.ok);
    const good1 = beats.find((one) => one.ok);
    expect(Math.abs(good1?.ok ? (good1.clock?.differenceMs ?? 9e9) : 9e9)).toBeLessThan(1_500);

    relay.freeze();
    const silent = await until('a lost beat', () => beats.find((one) => !one.ok));
    expect(silent).toMatchObject({ error: { reason: 'timeout' } });
    await until('the silent watch is given up', () => record.failures[0]);
    expect(record.failures[0]?.reason).toBe('timeout');
    await good.admin.apply(namespace('missed'));
    relay.thaw();
    await until('the missed event', () => record.cache.has('missed'));
    await until('beating again', () => beats.at(-1)?.ok);
    expect(defects).toEqual([]);
    heartbeat.stop();
    record.watch.stop();
  });

  it('goes on after connections are cut', async () => {
    const record = recordWatch(relayed, NAMESPACES);
    await until('listed', () => record.watch.state().connected);
    // Again until it is noticed: between its list and its watch there is no connection that could be missed.
    await until('failure told', () => {
      relay.cut();
      return record.failures.length > 0;
    });
    await good.admin.apply(namespace('after-cut'));
    await until('the new namespace', () => record.cache.has('after-cut'));
    record.watch.stop();
  });

  it('tells what is served, and what is new', async () => {
    const discovery = openDiscovery(goodApi);
    expect(await discovery.servedVersion('apps', 'deployments', ['v2', 'v1'])).toBe('v1');
    expect(await discovery.servedVersion('', 'pods', ['v1'])).toBe('v1');
    expect(await discovery.servedVersion('causeway.test', 'things', ['v1', 'v1alpha1'])).toBeNull();
    const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
    await good.admin.apply({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'things.causeway.test' },
      spec: {
        group: 'causeway.test',
        scope: 'Cluster',
        names: { plural: 'things', kind: 'Thing' },
        versions: [{ name: 'v1alpha1', served: true, storage: true, schema }],
      },
    });
    await until('discovered', async () => (await discovery.read(0)).resources.has('causeway.test/v1alpha1'));
    expect(await discovery.servedVersion('causeway.test', 'things', ['v1', 'v1alpha1'])).toBe('v1alpha1');
  });
});
