import { mkdirSync, renameSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startSimulator } from './start-simulator.ts';

const USAGE =
  'usage: node e2e/simulator/simulator.ts [--clusters 12] [--scenario tour] [--kubeconfig FILE] [--speed 1] [--seed 1]';

/** The command: runs a fleet until it is interrupted. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      clusters: { type: 'string', default: '12' },
      scenario: { type: 'string', default: 'tour' },
      kubeconfig: { type: 'string' },
      speed: { type: 'string', default: '1' },
      seed: { type: 'string', default: '1' },
    },
  });
  const target = values.kubeconfig ? resolve(values.kubeconfig) : null;
  if (target) mkdirSync(dirname(target), { recursive: true });
  const simulator = await startSimulator({
    clusters: Number(values.clusters),
    scenario: values.scenario,
    speed: Number(values.speed),
    seed: Number(values.seed),
    ...(target ? { folder: dirname(target) } : {}),
  });
  if (target) renameSync(simulator.kubeconfigPath, target);
  console.log(
    `SIMULATED FLEET, nothing here is real: ${simulator.accesses.length} clusters, scenario ${values.scenario}`,
  );
  console.log(`KUBECONFIG=${target ?? simulator.kubeconfigPath}`);
  console.log(`CAUSEWAY_CONFIG=${target ? join(dirname(target), 'causeway.yaml') : simulator.configPath}`);
  const end = () => void simulator.stop().then(() => process.exit(0));
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  console.error(USAGE);
  process.exitCode = 1;
});
