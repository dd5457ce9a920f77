import { existsSync, readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import { HOSTILE_STRINGS } from './rubbish.ts';
import { type Simulator, startSimulator } from './start-simulator.ts';
import { clientOf } from './test-client.ts';

let simulator: Simulator;
afterEach(() => simulator.stop());

test('a cluster that hangs takes the connection and says nothing, and comes back', async () => {
  simulator = await startSimulator({ clusters: 3, scenario: 'cluster-hangs' });
  const { ask } = clientOf(simulator, 'lej-robot');
  expect((await ask('/readyz')).status).toBe(200);
  simulator.advance(25_000);
  await expect(ask('/readyz', { signal: AbortSignal.timeout(400) })).rejects.toThrow();
  expect((await clientOf(simulator, 'fra-core').ask('/readyz')).status).toBe(200);
  simulator.set({ cluster: 'lej-robot', api: 'ok' });
  expect((await ask('/readyz')).status).toBe(200);
});

test('an expired token is refused, yet a watch that was open goes on', async () => {
  simulator = await startSimulator({ clusters: 3 });
  const { ask, watch } = clientOf(simulator, 'fra-core');
  const opened = Promise.withResolvers<void>();
  const watching = watch('/apis/submariner.io/v1/gateways?watch=1', (events) => {
    if (events.length >= 2) opened.resolve();
    return events.some((event) => event.type === 'MODIFIED');
  });
  await opened.promise;
  simulator.set({ cluster: 'fra-core', api: 'expired' });
  expect((await ask('/readyz')).status).toBe(401);
  simulator.advance(5000);
  expect((await watching).at(-1)).toMatchObject({ type: 'MODIFIED', object: { kind: 'Gateway' } });
});

test('a cluster that answers rubbish: broken JSON, wrong types, hostile and enormous text, all with 200', async () => {
  simulator = await startSimulator({ scenario: 'cluster-rubbish' });
  const { ask } = clientOf(simulator, 'ams-bi');
  const gateways = await ask('/apis/submariner.io/v1/gateways');
  expect(gateways.status).toBe(200);
  expect(JSON.stringify(JSON.parse(gateways.body))).toContain(JSON.stringify(HOSTILE_STRINGS[0]).slice(1, -1));
  const endpoints = await ask('/apis/submariner.io/v1/endpoints');
  expect(() => JSON.parse(endpoints.body)).toThrow(SyntaxError);
  expect((await ask('/api/v1/nodes')).body.length).toBeGreaterThan(6_000_000);
  expect((await clientOf(simulator, 'ams-crm').ask('/api/v1/nodes')).body).not.toContain('<script>');
});

test('the written files name every cluster, site and expected link; stop removes them', async () => {
  simulator = await startSimulator({ scenario: 'tour' });
  const kubeconfig = parse(readFileSync(simulator.kubeconfigPath, 'utf8'));
  const config = parse(readFileSync(simulator.configPath, 'utf8'));
  expect(kubeconfig.contexts).toHaveLength(12);
  expect(config.sites.map((site: { id: string }) => site.id)).toEqual(['fra', 'dub', 'lej', 'ams', 'bru']);
  expect(config.links).toHaveLength(58);
  expect(config.links[0]).toEqual({ clusters: ['dub-pay', 'fra-core'], mtuBytes: 1438 });
  await simulator.stop();
  expect(existsSync(simulator.kubeconfigPath)).toBe(false);
});

test.each([2, 50])('a generated fleet of %i clusters is a full mesh, the same for the same seed', async (count) => {
  simulator = await startSimulator({ clusters: count });
  expect(simulator.world.fleet.links).toHaveLength((count * (count - 1)) / 2);
  expect(new Set(simulator.world.fleet.clusters.map(({ id }) => id)).size).toBe(count);
  expect(new Set(simulator.accesses.map(({ port }) => port)).size).toBe(count);
});
