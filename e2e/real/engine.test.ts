import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeFleet } from '#e2e/simulator/fleet.ts';
import { World } from '#e2e/simulator/world.ts';
import { freePort, until } from '#e2e/testbed/processes.ts';
import type { TestCluster } from '#e2e/testbed/servers.ts';
import { systemClock } from '#lib/server/clock.ts';
import { Config } from '#lib/server/config/config.ts';
import { Engine } from '#lib/server/engine.ts';
import { fleetText } from '#lib/server/fleet-text.ts';
import { type StandIn, startStandIn } from '#lib/transport/stand-in.ts';
import { allSaid } from './all-said.ts';
import { refresh, startMadeCluster } from './made-cluster.ts';
import { describeReal } from './real-server.ts';

const IDS = ['fra-core', 'dub-pay', 'dub-shop'] as const;
const LINKS = ['dub-pay~dub-shop', 'dub-pay~fra-core', 'dub-shop~fra-core'];
const SECRET = 'planted-secret-token';
const GATEWAYS = new Set(['Gateway']);
const BAD = {
  dark: 'unreachable',
  hangs: 'timeout',
  expired: 'unauthorised',
  foreign: 'unreachable',
  powerless: 'forbidden',
  rubbish: 'malformed',
} as const;
const DETAILS: Record<string, string> = { foreign: 'certificate', rubbish: 'not-kubernetes' };

describeReal('the engine on three real API servers and six contexts that are wrong', () => {
  const world = new World(makeFleet(12, 1), Date.now());
  const log: string[] = [];
  const clusters: TestCluster[] = [];
  let silent: Server;
  let rubbish: StandIn;
  let engine: Engine;
  let beating = true;
  let heart: Promise<void>;

  beforeAll(async () => {
    const users = { nobody: { token: `${SECRET}-nobody` } };
    for (const id of IDS) clusters.push(await startMadeCluster(world, id, { users }));
    const [first, second] = clusters;
    if (!first || !second) throw new Error('no clusters');
    silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    const silentPort = typeof address === 'object' ? address?.port : 0;
    rubbish = await startStandIn((_, response) => response.end('<html>not the API server you look for</html>'));
    const darkPort = await freePort();
    const user = { token: SECRET };
    const ca = { 'certificate-authority-data': Buffer.from(second.ca.cert).toString('base64') };
    const entries = await Promise.all([
      ...clusters.map(async (cluster) => ({ id: cluster.name, kubeconfig: await cluster.writeKubeconfig() })),
      ...Object.entries({
        dark: () => first.writeKubeconfig(user, { server: `https://127.0.0.1:${darkPort}` }),
        hangs: () => first.writeKubeconfig(user, { server: `http://127.0.0.1:${silentPort}` }),
        expired: () => first.writeKubeconfig(user),
        foreign: () => first.writeKubeconfig(undefined, ca),
        powerless: () => first.writeKubeconfig({ token: users.nobody.token }),
        rubbish: () => first.writeKubeconfig(user, { server: rubbish.url }),
      }).map(async ([id, write]) => ({ id, kubeconfig: await write() })),
    ]);
    const config = Config.parse({
      clusters: entries,
      links: Object.keys(BAD).map((id) => ({ clusters: ['fra-core', id] })),
      history: { url: 'file::memory:' },
    });
    engine = await Engine.start({
      config,
      clock: systemClock,
      random: Math.random,
      onChange: () => {},
      log: (level, message) => log.push(`${level} ${message}`),
    });
    heart = beat();
  });
  afterAll(async () => {
    beating = false;
    await heart;
    await engine?.stop();
    silent?.close();
    await rubbish?.close();
    await Promise.all(clusters.map((cluster) => cluster.stop()));
  });

  /** Gateways write their objects as long as they live. */
  async function beat(): Promise<void> {
    while (beating) {
      for (const [index, id] of IDS.entries()) {
        const cluster = clusters[index];
        if (cluster && beating) await refresh(cluster.admin, world, id, GATEWAYS);
      }
      await new Promise((resolve) => setTimeout(resolve, 2000));
    }
  }

  const direction = (id: string) => engine.fleet.snapshot.links.get(id)?.directions[0];
  const source = (id: string) => engine.fleet.snapshot.sources.get(id);
  const show = () => fleetText(engine.fleet.snapshot, systemClock.now());

  it('shows the links as their gateways say', async () => {
    await until('all links are up', () => LINKS.every((id) => direction(id)?.status === 'up')).catch((thrown) => {
      throw new Error(`${thrown}\n${show()}`);
    });
  });

  it.each(Object.entries(BAD))('a context that is %s fails as %s, and its own link is unknown', async (id, reason) => {
    for (const system of ['kubernetes', 'submariner', 'probes']) {
      const found = await until(`${id}/${system} fails`, () => {
        const one = source(`${id}/${system}`);
        return one?.state === 'failed' && one;
      }).catch((thrown) => {
        throw new Error(`${thrown}\n${show()}`);
      });
      expect([system, found.reason, found.message], show()).toEqual([system, reason, found.message]);
      expect(found.message).not.toBe('');
      expect(found.detail).toBe(DETAILS[id] ?? null);
    }
    await until(`${id} is not read`, () => engine.fleet.snapshot.clusters.get(id)?.reading === 'unread');
    const link = [id, 'fra-core'].sort().join('~');
    expect(direction(link)?.status).toBe('unknown');
    for (const healthy of LINKS) expect(direction(healthy)?.status).toBe('up');
  });

  it('has a changed object in the snapshot within two seconds', async () => {
    const admin = clusters[1]?.admin;
    if (!admin) throw new Error('no cluster');
    const nodes = () => engine.fleet.snapshot.clusters.get('dub-pay')?.facts.nodes.map(({ name }) => name) ?? [];
    const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'fresh-node' } };
    const startedAt = Date.now();
    await admin.apply(node);
    await until('the node is known', () => nodes().includes('fresh-node'));
    expect(Date.now() - startedAt).toBeLessThan(2000);
  });

  it('says nowhere what is secret', () => {
    const { sources, clusters: known, links, findings } = engine.fleet.snapshot;
    const said = JSON.stringify([
      log,
      engine.faults(),
      [...sources],
      [...known],
      [...links],
      allSaid(engine.fleet.snapshot),
      [...findings],
    ]);
    expect(said.length).toBeGreaterThan(10_000);
    for (const secret of [SECRET, 'testbed-admin-token', 'simulated-secret', 'PRIVATE KEY'])
      expect(said).not.toContain(secret);
    expect(said).not.toMatch(/ceIPSecPSK"?:"?[A-Za-z0-9+/=]{8}|brokerK8sApiServerToken/);
    expect(log.filter((line) => line.startsWith('error'))).toEqual([]);
  });
});
