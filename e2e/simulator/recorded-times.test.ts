import { expect, test } from 'vitest';
import { makeFleet } from './fleet.ts';
import type { KubeObject } from './kube-object.ts';
import { RESOURCES } from './objects.ts';
import { applyScenario, loadScenario } from './scenario.ts';
import type { Json } from './test-client.ts';
import { World } from './world.ts';

/** The start of every world here; each scenario's fault comes 20 s later. */
const START = Date.UTC(2026, 10, 21, 9);
const FAULT = START + 20_000;

function worldOf(scenario: string): World {
  const world = new World(makeFleet(12, 1), START);
  applyScenario(world, loadScenario(scenario), START, 1);
  return world;
}
function objects(world: World, plural: string, clusterId: string, at: number): KubeObject[] {
  const resource = RESOURCES.find((candidate) => candidate.plural === plural);
  if (!resource) throw new Error(plural);
  return resource.entries(world, world.cluster(clusterId), at).map((entry) => entry.make());
}
const gateway = (world: World, name: string, at: number): Json =>
  objects(world, 'gateways', name.replace(/-gw\d$/, ''), at).find((object) => object.metadata.name === name);
const word = (world: World, from: string, to: string, at: number): Json =>
  gateway(world, `${from}-gw1`, at)?.status.connections.find(
    (connection: Json) => connection.endpoint.cluster_id === to,
  );
/** Seconds after an instant until a condition holds, looked at every 100 ms. */
function after(from: number, holds: (at: number) => boolean, withinS = 120): number {
  for (let s = 0; s <= withinS; s += 0.1) if (holds(from + s * 1000)) return s;
  return Number.POSITIVE_INFINITY;
}

test('total loss: both sides say error 6 to 11 s later, connected 1 to 6 s after the repair, and last is frozen between', () => {
  const world = worldOf('tunnel-down');
  for (const [from, to] of [
    ['fra-core', 'dub-pay'],
    ['dub-pay', 'fra-core'],
  ] as const) {
    const before = word(world, from, to, FAULT - 1);
    expect(before.status).toBe('connected');
    const errorAfterS = after(FAULT, (at) => word(world, from, to, at).status === 'error');
    expect(errorAfterS).toBeGreaterThan(5);
    expect(errorAfterS).toBeLessThan(11.5);
    const failing = [60, 90, 110].map((s) => word(world, from, to, FAULT + s * 1000));
    expect(new Set(failing.map((connection) => connection.latencyRTT.last)).size).toBe(1);
    expect(failing[0].statusMessage).toMatch(/^Failed to successfully ping the remote endpoint IP "10\.\d+\.1\.1"$/);
    const repairedAfterS = after(FAULT + 120_000, (at) => word(world, from, to, at).status === 'connected');
    expect(repairedAfterS).toBeGreaterThan(0.3);
    expect(repairedAfterS).toBeLessThan(6.5);
  }
  expect(word(world, 'fra-core', 'fra-stock', FAULT + 60_000).status).toBe('connected');
});

test('a lost echo of a route agent is minutes late', () => {
  const world = worldOf('tunnel-down');
  world.setDirection(FAULT + 120_000, 'fra-core', 'dub-pay', { cut: true });
  const agent = (at: number): Json =>
    objects(world, 'routeagents', 'fra-core', at).find(({ metadata }) => metadata.name === 'fra-core-w1');
  const status = (at: number) =>
    agent(at).status.remoteEndpoints.find((remote: Json) => remote.spec.cluster_id === 'dub-pay').status;
  expect(
    objects(world, 'routeagents', 'fra-core', FAULT).map((object: Json) => object.status.remoteEndpoints[0].status),
  ).toEqual(['none', 'connected', 'connected', 'connected']);
  const errorAfterS = after(FAULT, (at) => status(at) === 'error', 600);
  expect(errorAfterS).toBeGreaterThan(300);
  expect(errorAfterS).toBeLessThan(480);
});

test('a killed gateway process leaves its object, and its peers stay connected', () => {
  const world = worldOf('gateway-stale');
  const stamp = (at: number) =>
    Number(gateway(world, 'lej-robot-gw1', at).metadata.annotations['update-timestamp']) * 1000;
  expect(FAULT - stamp(FAULT)).toBeLessThan(6000);
  const later = gateway(world, 'lej-robot-gw1', FAULT + 3_600_000);
  expect(later.status.haStatus).toBe('active');
  expect(later.status.connections[0].status).toBe('connected');
  expect(stamp(FAULT + 3_600_000)).toBe(stamp(FAULT));
  expect(word(world, 'fra-core', 'lej-robot', FAULT + 600_000).status).toBe('connected');
});

test('takeover after a lost node: Lease at 17 s, one active object at 18 to 24 s, the old one deleted with it', () => {
  const world = worldOf('takeover');
  const holder = (at: number) => (objects(world, 'leases', 'dub-pay', at)[0] as Json).spec.holderIdentity;
  const leaseAfterS = after(FAULT, (at) => holder(at) === 'dub-pay-gw2-submariner-gateway');
  expect(leaseAfterS).toBeGreaterThan(17);
  expect(leaseAfterS).toBeLessThan(17.5);
  const activeAfterS = after(FAULT, (at) => gateway(world, 'dub-pay-gw2', at).status.haStatus === 'active');
  expect(activeAfterS).toBeGreaterThan(17.3);
  expect(activeAfterS).toBeLessThan(24.5);
  const goneAfterS = after(FAULT, (at) => gateway(world, 'dub-pay-gw1', at) === undefined);
  expect(goneAfterS).toBeLessThan(activeAfterS + 5.1);
  const peerErrorAfterS = after(FAULT, (at) => word(world, 'fra-core', 'dub-pay', at).status === 'error');
  expect(peerErrorAfterS).toBeLessThan(11.5);
  const peerBackAfterS = after(FAULT + 15_000, (at) => {
    const connection = word(world, 'fra-core', 'dub-pay', at);
    return connection.status === 'connected' && connection.endpoint.hostname === 'dub-pay-gw2';
  });
  expect(15 + peerBackAfterS).toBeLessThan(26);
  const back = FAULT + 75_000;
  expect(gateway(world, 'dub-pay-gw1', back + 6000).status).toMatchObject({ haStatus: 'passive', connections: [] });
  const activePods = (at: number) =>
    objects(world, 'pods', 'dub-pay', at).filter(
      ({ metadata }) => metadata.labels?.['gateway.submariner.io/status'] === 'active',
    ).length;
  expect([activePods(FAULT), activePods(FAULT + 30_000), activePods(back + 6000)]).toEqual([1, 2, 1]);
});

test('a filtered health check: one side says error, the other connected', () => {
  const world = worldOf('health-check-filtered');
  expect(word(world, 'fra-core', 'dub-pay', FAULT + 30_000).status).toBe('error');
  expect(word(world, 'dub-pay', 'fra-core', FAULT + 30_000).status).toBe('connected');
});

test('a one-way black hole of large packets leaves both gateways content', () => {
  const world = worldOf('mtu-blackhole-one-way');
  expect(word(world, 'fra-core', 'dub-pay', FAULT + 300_000).status).toBe('connected');
  expect(word(world, 'dub-pay', 'fra-core', FAULT + 300_000).status).toBe('connected');
});
