import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { addressFromEnv, askedToEnd, buildIfNeeded, checkFree, StartError, serve } from '#lib/server/cli/web.ts';
import { loadScenario } from './scenario.ts';
import { startSimulator } from './start-simulator.ts';
import { writePast } from './write-past.ts';

/** `npm run demo`: the whole product on a simulated fleet with a made past of 30 days. Nothing outside of this machine is asked. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      clusters: { type: 'string', default: '12' },
      scenario: { type: 'string' },
      seed: { type: 'string', default: '1' },
      days: { type: 'string', default: '30' },
    },
  });
  const address = addressFromEnv(process.env);
  await checkFree(address);
  const clusters = Number(values.clusters);
  // The tour speaks of clusters that a smaller fleet does not have.
  const name = values.scenario ?? (clusters < 12 ? 'all-healthy' : 'tour');
  const seed = Number(values.seed);
  // What happens later in the story waits until the product reads the fleet: a build or a slow machine must not eat it.
  const scenario = loadScenario(name);
  const later = scenario.steps.filter(({ at }) => at > 0);
  // Another process builds while the past is made here.
  const built = buildIfNeeded(console.log);
  built.catch(() => undefined);
  const simulator = await startSimulator({
    clusters,
    scenario: { ...scenario, steps: scenario.steps.filter(({ at }) => at <= 0) },
    seed,
  });
  const url = `file:${join(dirname(simulator.configPath), 'history.db')}`;
  try {
    console.log(`simulated fleet: ${clusters} clusters, scenario ${name}`);
    const days = clusters > 50 ? 0 : Number(values.days);
    if (days > 0) {
      await writePast(simulator.world, { url, days, now: Date.now(), seed });
      console.log(`made a past of ${days} days`);
    }
    await built;
    const ending = askedToEnd();
    const web = await serve(
      address,
      {
        KUBECONFIG: simulator.kubeconfigPath,
        CAUSEWAY_CONFIG: simulator.configPath,
        CAUSEWAY_SIMULATED: name,
        // Where HOST lets others in: there is nothing to keep from them.
        CAUSEWAY_WITHOUT_TOKENS: '1',
        CAUSEWAY_HISTORY: url,
        LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn',
      },
      ending,
    );
    console.log(`\nCauseway on a simulated fleet, nothing here is real: ${web.url}\n`);
    for (const { at, set } of later) setTimeout(() => simulator.set(set), at * 1000);
    const how = await web.exited;
    if (!ending.aborted) throw new StartError(`the web server ended by itself: ${how}`);
  } finally {
    await simulator.stop();
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof StartError || error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
