import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCa } from '#e2e/testbed/certificates.ts';
import { ApiServer } from './api-server.ts';
import { makeFleet } from './fleet.ts';
import { addressBook } from './probe.ts';
import { applyChange, applyScenario, type Change, loadScenario, type Scenario } from './scenario.ts';
import { World } from './world.ts';
import { type Access, causewayConfig, kubeconfig } from './written-files.ts';

/** How often open watches are looked at. */
const PUMP_EVERY_MS = 200;
/** A demo may run for a while. */
const CERTIFICATES_LIVE_MS = 90 * 86_400_000;

export type SimulatorOptions = {
  /** 2 to 255; 12 is the fleet of the screens */
  clusters?: number;
  /** a name under `e2e/scenarios`, or a scenario itself */
  scenario?: string | Scenario;
  seed?: number;
  /** makes the scenario's story faster, never the heartbeats */
  speed?: number;
  /** epoch milliseconds; the system's by default */
  clock?: () => number;
  /** no probe waits longer than this in real time, whatever it says it took */
  probeWaitCapMs?: number;
  /** folder for the two files; a temporary one, removed on stop, by default */
  folder?: string;
};

/** A running simulated fleet. */
export type Simulator = {
  kubeconfigPath: string;
  configPath: string;
  world: World;
  accesses: Access[];
  caCertificate: string;
  /** the simulator's instant, epoch milliseconds */
  now(): number;
  /** changes the world now; watches hear of it at once */
  set(change: Change): void;
  /** lets time jump ahead; watches get what would be there then, not every write between */
  advance(ms: number): void;
  /** forgets a cluster's log of a kind (`gateways.submariner.io`): older watches get 410 */
  compact(clusterId: string, resource: string): void;
  stop(): Promise<void>;
};

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

/** Starts one HTTPS server per cluster on free loopback ports, and writes a kubeconfig and a `causeway.yaml`. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { clusters = 12, seed = 1, speed = 1, clock = Date.now, probeWaitCapMs = 4000 } = options;
  const chosen = options.scenario ?? 'all-healthy';
  const scenario = typeof chosen === 'string' ? loadScenario(chosen) : chosen;
  let aheadMs = 0;
  const now = () => clock() + aheadMs;
  const startedAt = now();
  const world = new World(makeFleet(clusters, seed, scenario.mesh), startedAt);
  applyScenario(world, scenario, startedAt, speed);
  const addresses = addressBook(world);
  const authority = await createCa('Causeway simulator, throw-away', CERTIFICATES_LIVE_MS);
  const servers: { https: Server; api: ApiServer; access: Access }[] = [];
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'causeway-simulator-'));
  let pump: NodeJS.Timeout | undefined;
  const stop = async () => {
    clearInterval(pump);
    await Promise.all(
      servers.map(({ https, api }) => {
        api.close();
        const closed = new Promise<void>((resolve) => https.close(() => resolve()));
        https.closeAllConnections();
        return closed;
      }),
    );
    if (!options.folder) rmSync(folder, { recursive: true, force: true });
  };
  try {
    for (const cluster of world.fleet.clusters) {
      const token = randomBytes(24).toString('base64url');
      const { cert, key } = await authority.serving(['127.0.0.1', 'localhost']);
      const api = new ApiServer({ world, cluster, token, addresses, now, probeWaitCapMs });
      const https = createServer({ cert, key, keepAliveTimeout: 120_000 }, (request, response) =>
        api.handle(request, response),
      );
      const port = await listen(https);
      world.apiAddresses.set(cluster.id, `127.0.0.1:${port}`);
      servers.push({ https, api, access: { cluster, port, token } });
    }
    const accesses = servers.map(({ access }) => access);
    const kubeconfigPath = join(folder, 'kubeconfig');
    const configPath = join(folder, 'causeway.yaml');
    writeFileSync(kubeconfigPath, kubeconfig(accesses, authority.cert), { mode: 0o600 });
    writeFileSync(configPath, causewayConfig(world, scenario, startedAt));
    const pumpAll = () => {
      for (const { api } of servers) api.pump();
    };
    pump = setInterval(pumpAll, PUMP_EVERY_MS);
    return {
      kubeconfigPath,
      configPath,
      world,
      accesses,
      caCertificate: authority.cert,
      now,
      set(change) {
        applyChange(world, change, now(), 'change');
        pumpAll();
      },
      advance(ms) {
        aheadMs += ms;
        pumpAll();
      },
      compact(clusterId, resource) {
        servers.find(({ access }) => access.cluster.id === clusterId)?.api.store.compact(resource);
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
