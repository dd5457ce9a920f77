import 'server-only';
import { readFile } from 'node:fs/promises';
import { checkHost } from './access/check-host.ts';
import { openDoor, ownDoor } from './access/door.ts';
import type { FleetTitle } from './answers/fleet-answer.ts';
import { systemClock } from './clock.ts';
import { loadConfig } from './config/load-config.ts';
import { Engine } from './engine.ts';
import { allowHosts } from './http/known-host.ts';
import { Hub } from './live/hub.ts';
import { log } from './log.ts';
import { threadsFor } from './readers/threaded-readers.ts';

/** The running product: one per process. */
export interface Causeway {
  engine: Engine;
  hub: Hub;
  title: FleetTitle;
  build: string;
}

/**
 * Next loads instrumentation and route handlers as separate copies of every module: only `globalThis` is shared.
 */
const shared: { causewayRunning?: Promise<Causeway> } = globalThis as never;

/** Starts reading; once per process, however often it is called. Throws `ConfigError`. */
export function startCauseway(): Promise<Causeway> {
  shared.causewayRunning ??= begin();
  return shared.causewayRunning;
}

/** The running product. */
export function causeway(): Promise<Causeway> {
  return startCauseway();
}

/** Ends everything that runs; what is not written yet is written. */
export async function stopCauseway(): Promise<void> {
  const running = shared.causewayRunning;
  if (!running) return;
  ownDoor()?.book?.stop();
  const { engine, hub } = await running;
  hub.stop();
  await engine.stop();
}

async function begin(): Promise<Causeway> {
  const { config, file } = await loadConfig();
  checkHost(process.env.HOST || '127.0.0.1', config, process.env);
  allowHosts(config.allowedHosts);
  await openDoor(config, systemClock, (level, message) => log[level](message));
  log.info(file ? `configuration: ${file}` : 'no configuration: every context of the kubeconfig is a cluster');
  const title: FleetTitle = { name: config.name, simulated: process.env.CAUSEWAY_SIMULATED ?? null };
  const build = await readFile('.next/BUILD_ID', 'utf8').catch(() => 'development');
  let hub: Hub | undefined;
  const engine = await Engine.start({
    config,
    clock: systemClock,
    random: Math.random,
    threads: threadsFor,
    // A bench reads a fleet that has no sockets.
    ...(process.env.CAUSEWAY_READER_PROGRAM ? { program: process.env.CAUSEWAY_READER_PROGRAM } : {}),
    onChange: (change) => hub?.publish(change),
    log: (level, message) => log[level](message),
  });
  hub = new Hub({
    clock: systemClock,
    title,
    build: build.trim(),
    snapshot: () => engine.fleet.snapshot,
    historyFault: () => engine.history.fault,
  });
  hub.start();
  return { engine, hub, title, build: build.trim() };
}
