import { parseArgs } from 'node:util';
import { systemClock } from '../clock.ts';
import { ConfigError } from '../config/config-faults.ts';
import { loadConfig } from '../config/load-config.ts';
import { Engine } from '../engine.ts';
import { fleetText } from '../fleet-text.ts';

/**
 * `npm run -s fleet`: reads the fleet for a while and prints what it came to, as text or JSON. Keeps no history.
 * Exit status 2: the configuration can't be used.
 */
const { values } = parseArgs({
  options: {
    /** Seconds to read before the answer is printed. */
    seconds: { type: 'string', default: '20' },
    /** Prints again every so many seconds until interrupted. */
    every: { type: 'string' },
  },
});

const seconds = Number(values.seconds);
if (!(seconds > 0)) {
  console.error('fleet: --seconds must be a number above 0');
  process.exit(2);
}
try {
  const { config } = await loadConfig();
  const engine = await Engine.start({
    config: { ...config, history: { ...config.history, url: ':memory:' } },
    clock: systemClock,
    random: Math.random,
    onChange: () => {},
    log: (level, message) => level === 'info' || console.error(`${level}: ${message}`),
  });
  const print = () => console.log(fleetText(engine.fleet.snapshot, systemClock.now()));
  process.on('SIGINT', () => void engine.stop().then(() => process.exit(0)));
  await new Promise((resolve) => systemClock.after(seconds * 1000, () => resolve(undefined)));
  print();
  if (values.every) setInterval(() => print(), Number(values.every) * 1000);
  else {
    await engine.stop();
    process.exit(0);
  }
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exit(2);
}
