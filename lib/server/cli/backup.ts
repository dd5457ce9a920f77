import { backUpHistory } from '#lib/history/copy-history.ts';
import { HistoryError } from '#lib/history/history-error.ts';
import { ConfigError } from '../config/config-faults.ts';
import { loadConfig } from '../config/load-config.ts';
import { UsageError } from './fleet-options.ts';

/** `npm run -s backup -- FILE`: copies the history to a new file, whether the server runs or not. Exit status 2: there is no copy. */
async function main(): Promise<void> {
  const [to, ...more] = process.argv.slice(2);
  if (!to || to.startsWith('-') || more.length > 0)
    throw new UsageError('backup: name the file to write: npm run -s backup -- FILE');
  const { config } = await loadConfig();
  const bytes = await backUpHistory(config.history.url, to);
  console.log(`${to}: ${bytes} bytes, checked; npm run -s restore -- ${to} makes it the history again`);
}

main().catch((error: unknown) => {
  const isTold = [ConfigError, HistoryError, UsageError].some((kind) => error instanceof kind);
  console.error(isTold ? (error as Error).message : error);
  process.exit(2);
});
