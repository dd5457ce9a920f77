import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Change } from '#e2e/simulator/scenario.ts';
import { causewayConfig, kubeconfig } from '#e2e/simulator/written-files.ts';
import { unwiredWorld } from './unwired-world.ts';

/** A simulated fleet whose clusters are read without sockets, see `UnwiredCluster`: its files, and its levers. */
export interface UnwiredFleet {
  /** What the product and the program of its threads are told by their environment. */
  env: Record<string, string>;
  /** The program of the threads that read it. */
  program: string;
  links: readonly (readonly [string, string])[];
  set(change: Change): void;
  close(): void;
}

/** Begins a world; the threads make the same one when they start. */
export function openUnwiredFleet(clusters: number): UnwiredFleet {
  const bornAt = Date.now();
  const { world, scenario } = unwiredWorld(clusters, bornAt);
  const folder = mkdtempSync(join(tmpdir(), 'causeway-unwired-'));
  const [kubeconfigPath, configPath, changes] = ['kubeconfig', 'causeway.yaml', 'changes'].map((name) =>
    join(folder, name),
  );
  const accesses = world.fleet.clusters.map((cluster) => ({ cluster, port: 1, token: 'none' }));
  writeFileSync(kubeconfigPath ?? '', kubeconfig(accesses, ''), { mode: 0o600 });
  writeFileSync(configPath ?? '', causewayConfig(world, scenario, bornAt));
  writeFileSync(changes ?? '', '');
  const program = fileURLToPath(new URL('./unwired-thread.ts', import.meta.url));
  return {
    env: {
      KUBECONFIG: kubeconfigPath ?? '',
      CAUSEWAY_CONFIG: configPath ?? '',
      CAUSEWAY_HISTORY: `file:${join(folder, 'history.db')}`,
      CAUSEWAY_READER_PROGRAM: program,
      CAUSEWAY_SIMULATED: scenario.name,
      UNWIRED_BORN_AT: String(bornAt),
      UNWIRED_CHANGES: changes ?? '',
      LOG_LEVEL: 'warn',
    },
    program,
    links: world.fleet.links.flatMap(({ a, b, set }) => (set ? [[a, b] as const] : [])),
    set: (change) => appendFileSync(changes ?? '', `${JSON.stringify(change)}\n`),
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
