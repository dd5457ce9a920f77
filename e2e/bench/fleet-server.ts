import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FleetMatrix } from '#lib/api/fleet.ts';
import { buildIfNeeded, serve } from '#lib/server/cli/web.ts';
import { SimulatorProcess } from './simulator-process.ts';

/** A fleet is read within this time, milliseconds, whatever else the machine does. */
const READ_WITHIN_MS = 180_000;

/** The built product on a simulated fleet. */
export interface FleetServer {
  clusters: number;
  url: string;
  pid: number;
  simulator: SimulatorProcess;
  stop(): Promise<void>;
}

/** Starts both, and waits until every link is seen up. */
export async function startFleet(clusters: number, say: (text: string) => void): Promise<FleetServer> {
  await buildIfNeeded(say);
  const folder = mkdtempSync(join(tmpdir(), 'causeway-bench-'));
  const simulator = await SimulatorProcess.start(clusters);
  const { kubeconfigPath, configPath } = simulator.ready;
  const web = await serve(
    { host: '127.0.0.1', port: await freePort() },
    {
      KUBECONFIG: kubeconfigPath,
      CAUSEWAY_CONFIG: configPath,
      CAUSEWAY_HISTORY: `file:${join(folder, 'history.db')}`,
      CAUSEWAY_SIMULATED: 'all-healthy',
      LOG_LEVEL: 'warn',
    },
  );
  const stop = async () => {
    await web.stop();
    await simulator.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  const until = Date.now() + READ_WITHIN_MS;
  for (;;) {
    const { totals } = await readMatrix(web.url);
    if (totals.total > 0 && totals.up === totals.total && totals.total >= simulator.ready.links.length * 2) break;
    if (Date.now() > until) {
      say(`only ${totals.up} of ${totals.total} directions are up after ${READ_WITHIN_MS / 1000} s`);
      break;
    }
    await sleep(500);
  }
  return { clusters, url: web.url, pid: web.pid, simulator, stop };
}

export async function readMatrix(url: string): Promise<FleetMatrix> {
  return FleetMatrix.parse(await (await fetch(`${url}/api/v1/fleet?view=matrix`)).json());
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
