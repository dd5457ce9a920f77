import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { Scenario } from '#e2e/simulator/scenario.ts';
import { type Simulator, startSimulator } from '#e2e/simulator/start-simulator.ts';
import { buildIfNeeded, serve } from '#lib/server/cli/web.ts';

const HOST = '127.0.0.1';

/** The built web server on a simulated fleet, or on nothing at all. */
export interface Product {
  url: string;
  /** Ends the server as a crash would: no farewell, the port is free. */
  kill(): Promise<void>;
  /** Stops it in the middle of what it does: connections stay open and nobody answers. The returned function lets it go on. */
  freeze(): () => void;
  /** Starts it again where it was, with its history. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** A port that nobody has at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, HOST, () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

/** Starts the web server with settings of its environment; it is built first when its sources are newer. */
async function startServer(environment: Record<string, string>): Promise<Product> {
  await buildIfNeeded(console.log);
  const address = { host: HOST, port: await freePort() };
  const run = () => serve(address, { LOG_LEVEL: 'error', ...environment });
  let web = await run();
  return {
    url: web.url,
    kill: async () => {
      if (web.pid > 0) process.kill(web.pid, 'SIGKILL');
      await web.exited;
    },
    freeze: () => {
      process.kill(web.pid, 'SIGSTOP');
      return () => process.kill(web.pid, 'SIGCONT');
    },
    restart: async () => {
      web = await run();
    },
    stop: () => web.stop(),
  };
}

const historyIn = (folder: string) => `file:${join(folder, 'history.db')}`;

const EMPTY = { apiVersion: 'v1', kind: 'Config', clusters: [], users: [], contexts: [] };

/**
 * The web server with nothing to read: a kubeconfig without contexts and a configuration of `settings` alone, or without a
 * configuration a `kubeconfig` of this text, null where there is no file.
 */
export async function startEmpty(
  options?: { kubeconfig: string | null },
  settings: Record<string, unknown> = {},
): Promise<Product> {
  const folder = mkdtempSync(join(tmpdir(), 'causeway-journey-'));
  const [kubeconfig, config] = [join(folder, 'kubeconfig'), join(folder, 'causeway.yaml')];
  const text = options ? options.kubeconfig : stringify(EMPTY);
  if (text !== null) writeFileSync(kubeconfig, text);
  writeFileSync(config, options ? '' : stringify({ clusters: [], ...settings }));
  const product = await startServer({
    KUBECONFIG: kubeconfig,
    CAUSEWAY_CONFIG: config,
    CAUSEWAY_HISTORY: historyIn(folder),
  });
  return {
    ...product,
    stop: async () => {
      await product.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** How often the exporters are asked, seconds; the defaults are made for years and not for minutes. */
const INTERVALS = { smallSeconds: 5, fullSeconds: 8, sizesSeconds: 60, againSeconds: 1 };

/** A simulated fleet and the product that reads it; `change` and time are in the hands of the test. */
export async function startProduct(options: {
  scenario: string | Scenario;
  clusters?: number;
  /** Makes the scenario's story faster. */
  speed?: number;
  /** Writes a past into the history, at this URL, before the server opens it. */
  past?: (simulator: Simulator, url: string) => Promise<unknown>;
}): Promise<Product & { simulator: Simulator }> {
  const simulator = await startSimulator(options);
  const settings: Record<string, unknown> = parse(readFileSync(simulator.configPath, 'utf8'));
  writeFileSync(simulator.configPath, stringify({ ...settings, probes: { intervals: INTERVALS } }));
  const history = historyIn(dirname(simulator.configPath));
  try {
    await options.past?.(simulator, history);
    const product = await startServer({
      KUBECONFIG: simulator.kubeconfigPath,
      CAUSEWAY_CONFIG: simulator.configPath,
      CAUSEWAY_HISTORY: history,
      CAUSEWAY_SIMULATED: typeof options.scenario === 'string' ? options.scenario : options.scenario.name,
    });
    return {
      ...product,
      simulator,
      stop: async () => {
        await product.stop();
        await simulator.stop();
      },
    };
  } catch (error) {
    await simulator.stop();
    throw error;
  }
}
