import { restoreHistory } from '#lib/history/copy-history.ts';
import { HistoryError } from '#lib/history/history-error.ts';
import { systemClock } from '../clock.ts';
import { ConfigError } from '../config/config-faults.ts';
import { loadConfig } from '../config/load-config.ts';
import { UsageError } from './fleet-options.ts';

/**
 * `npm run -s restore -- FILE`: makes a copy the history, while no server runs; what was there is kept beside it. Exit status 2:
 * the history is as it was.
 */
async function main(): Promise<void> {
  const [from, ...more] = process.argv.slice(2);
  if (!from || from.startsWith('-') || more.length > 0)
    throw new UsageError('restore: name the copy to put back: npm run -s restore -- FILE');
  const { url } = (await loadConfig()).config.history;
  const now = new Date(systemClock.now()).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const aside = await restoreHistory(from, url, `before-${now}`);
  console.log(`${url} is what ${from} was${aside ? `; what it was before is in ${aside}` : ''}`);
}

main().catch((error: unknown) => {
  const isTold = [ConfigError, HistoryError, UsageError].some((kind) => error instanceof kind);
  console.error(isTold ? (error as Error).message : error);
  process.exit(2);
});
