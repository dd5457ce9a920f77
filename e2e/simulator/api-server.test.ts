import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Simulator, startSimulator } from './start-simulator.ts';
import { clientOf, type Json } from './test-client.ts';

const GATEWAYS = '/apis/submariner.io/v1/gateways';
let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ scenario: 'all-healthy', probeWaitCapMs: 5 });
});
afterAll(() => simulator.stop());

test('twelve clusters, 58 links, two cluster sets, and every kind that the fleet has', async () => {
  expect(simulator.world.fleet.links).toHaveLength(58);
  const fraCore = clientOf(simulator, 'fra-core');
  const list = await fraCore.json(GATEWAYS);
  expect(list.kind).toBe('GatewayList');
  const active = list.items.find((item: Json) => item.status.haStatus === 'active');
  expect(active.status.connections).toHaveLength(6);
  expect(active.status.connections.every((connection: Json) => connection.status === 'connected')).toBe(true);
  const writtenAgoMs = simulator.now() - 1000 * Number(active.metadata.annotations['update-timestamp']);
  expect(writtenAgoMs).toBeLessThan(6500);
  const legacy = await clientOf(simulator, 'fra-legacy').ask(GATEWAYS);
  expect(legacy.status).toBe(404);
});

test('a list is paged by limit and continue, and narrowed by namespace, labels and name', async () => {
  const { json } = clientOf(simulator, 'fra-core');
  const first = await json('/api/v1/pods?limit=2');
  expect(first.items).toHaveLength(2);
  const rest = await json(`/api/v1/pods?continue=${first.metadata.continue}`);
  expect(rest.items).toHaveLength(first.metadata.remainingItemCount);
  const names = [...first.items, ...rest.items].map((pod: Json) => pod.metadata.name);
  expect(new Set(names).size).toBe(7);
  const gateways = await json(
    '/api/v1/namespaces/submariner-operator/pods?labelSelector=gateway.submariner.io%2Fstatus%3Dactive',
  );
  expect(gateways.items.map((pod: Json) => pod.metadata.name)).toEqual(['submariner-gateway-fra-core-gw1']);
  const byName = await json('/api/v1/namespaces?fieldSelector=metadata.name%3Dkube-system');
  expect(byName.items[0].metadata.uid).toMatch(/^[0-9a-f-]{36}$/);
});

test('refusals are Status objects in the real words', async () => {
  const { ask } = clientOf(simulator, 'fra-core');
  expect((await clientOf(simulator, 'fra-core', { token: 'wrong' }).ask(GATEWAYS)).status).toBe(401);
  expect((await ask(GATEWAYS, { method: 'POST' })).status).toBe(405);
  expect((await ask('/apis/submariner.io/v2/gateways')).status).toBe(404);
  const missing = await ask('/apis/submariner.io/v1/namespaces/submariner-operator/gateways/x');
  expect(JSON.parse(missing.body)).toMatchObject({
    kind: 'Status',
    code: 404,
    message: 'gateways.submariner.io "x" not found',
  });
  simulator.set({ cluster: 'fra-core', denied: ['list gateways.submariner.io'] });
  const denied = await ask(GATEWAYS);
  simulator.set({ cluster: 'fra-core', denied: [] });
  expect(JSON.parse(denied.body)).toMatchObject({
    code: 403,
    reason: 'Forbidden',
    message:
      'gateways.submariner.io is forbidden: User "system:serviceaccount:causeway:causeway" cannot list resource "gateways" in API group "submariner.io" at the cluster scope',
  });
});

test('a watch goes on where its list ended, gets heartbeats and changes, and 410 after compaction', async () => {
  const { json, watch } = clientOf(simulator, 'dub-pay');
  const list = await json(GATEWAYS);
  const path = `${GATEWAYS}?watch=true&allowWatchBookmarks=true&resourceVersion=${list.metadata.resourceVersion}`;
  const watching = watch(path, (events) => events.length >= 2);
  simulator.advance(5000);
  const events = await watching;
  expect(events.map((event) => event.type)).toEqual(['MODIFIED', 'MODIFIED']);
  expect(Number(events[0].object.metadata.resourceVersion)).toBeGreaterThan(Number(list.metadata.resourceVersion));
  simulator.compact('dub-pay', 'gateways.submariner.io');
  const expired = await watch(path, () => false);
  expect(expired).toMatchObject([{ type: 'ERROR', object: { code: 410, reason: 'Expired' } }]);
});

test('a quiet watch gets a bookmark a minute when it asks for them', async () => {
  const opened = Promise.withResolvers<void>();
  const path = '/api/v1/services?watch=1&allowWatchBookmarks=true';
  const watching = clientOf(simulator, 'fra-legacy').watch(path, (events) => {
    if (events.length === 3) opened.resolve();
    return events.length > 3;
  });
  await opened.promise;
  simulator.advance(61_000);
  const events = await watching;
  expect(events.map((event) => event.type)).toEqual(['ADDED', 'ADDED', 'ADDED', 'BOOKMARK']);
  expect(events[3].object).toMatchObject({ kind: 'Service', apiVersion: 'v1' });
  expect(Number(events[3].object.metadata.resourceVersion)).toBeGreaterThan(0);
});

test('sendInitialEvents ends with the annotated bookmark; timeoutSeconds ends the watch', async () => {
  const { watch } = clientOf(simulator, 'dub-pay');
  const path =
    '/api/v1/nodes?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&timeoutSeconds=1';
  const events = await watch(path, () => false);
  expect(events.map((event) => event.type)).toEqual(['ADDED', 'ADDED', 'ADDED', 'ADDED', 'BOOKMARK']);
  expect(events[4].object.metadata.annotations).toEqual({ 'k8s.io/initial-events-end': 'true' });
});

test('an answer carries the cluster clock', async () => {
  simulator.set({ cluster: 'ams-crm', clockOffsetSeconds: -90 });
  const { headers } = await clientOf(simulator, 'ams-crm').ask('/readyz');
  const differenceMs = Date.parse(String(headers.date)) - simulator.now();
  expect(differenceMs).toBeLessThan(-88_000);
  expect(differenceMs).toBeGreaterThan(-93_000);
});
