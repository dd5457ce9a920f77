import { systemClock } from '../clock.ts';
import { ConfigError } from '../config/config-faults.ts';
import { loadConfig } from '../config/load-config.ts';
import { Engine } from '../engine.ts';
import { fleetText } from '../fleet-text.ts';
import { fleetOptions, UsageError } from './fleet-options.ts';

/**
 * `npm run -s fleet`: reads the fleet for a while and prints what it came to. Keeps no history. Exit status 2: the
 * arguments, the configuration or the kubeconfig can't be used.
 */
async function main(): Promise<void> {
  const { seconds, everySeconds } = fleetOptions(process.argv.slice(2));
  const { config } = await loadConfig();
  const engine = await Engine.start({
    config: { ...config, history: { ...config.history, url: ':memory:' } },
    clock: systemClock,
    random: Math.random,
    onChange: () => {},
    log: (level, message) => level === 'info' || console.error(`${level}: ${message}`),
  });
  const end = (status: number) => void engine.stop().then(() => process.exit(status));
  if (engine.clusters === 0) {
    console.error('fleet: there is no cluster to read; set KUBECONFIG, or name clusters in causeway.yaml');
    return end(2);
  }
  const print = () => console.log(fleetText(engine.fleet.snapshot, systemClock.now()));
  process.on('SIGINT', () => end(0));
  systemClock.after(seconds * 1000, () => {
    print();
    if (everySeconds === null) end(0);
    else setInterval(print, everySeconds * 1000);
  });
}

main().catch((error: unknown) => {
  console.error(error instanceof ConfigError || error instanceof UsageError ? error.message : error);
  process.exit(2);
});
