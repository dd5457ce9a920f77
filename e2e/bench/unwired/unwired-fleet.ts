import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BroadcastChannel } from 'node:worker_threads';
import type { Change } from '#e2e/simulator/scenario.ts';
import { causewayConfig, kubeconfig } from '#e2e/simulator/written-files.ts';
import { UNWIRED_CHANNEL, unwiredWorld } from './unwired-world.ts';

/** A simulated fleet whose clusters are read without sockets, see `UnwiredCluster`: its files, and its levers. */
export interface UnwiredFleet {
  kubeconfigPath: string;
  configPath: string;
  /** The program of the threads that read it. */
  program: string;
  links: readonly (readonly [string, string])[];
  set(change: Change): void;
  close(): void;
}

/** Begins a world; the threads make the same one when they start. */
export function openUnwiredFleet(clusters: number): UnwiredFleet {
  const bornAt = Date.now();
  process.env.UNWIRED_BORN_AT = String(bornAt);
  const { world, scenario } = unwiredWorld(clusters, bornAt);
  const folder = mkdtempSync(join(tmpdir(), 'causeway-unwired-'));
  const kubeconfigPath = join(folder, 'kubeconfig');
  const configPath = join(folder, 'causeway.yaml');
  const accesses = world.fleet.clusters.map((cluster) => ({ cluster, port: 1, token: 'none' }));
  writeFileSync(kubeconfigPath, kubeconfig(accesses, ''), { mode: 0o600 });
  writeFileSync(configPath, causewayConfig(world, scenario, bornAt));
  const changes = new BroadcastChannel(UNWIRED_CHANNEL);
  return {
    kubeconfigPath,
    configPath,
    program: fileURLToPath(new URL('./unwired-thread.ts', import.meta.url)),
    links: world.fleet.links.flatMap(({ a, b, set }) => (set ? [[a, b] as const] : [])),
    set: (change) => changes.postMessage(change),
    close() {
      changes.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
