import 'server-only';
import { notePeers } from './access/address.ts';
import { startCauseway, stopCauseway } from './causeway.ts';
import { ConfigError } from './config/config-faults.ts';

/** Starts the product inside the web server; a configuration that can't be used ends the process with its faults on standard error. */
export async function boot(): Promise<void> {
  process.on('unhandledRejection', (thrown) => console.error('unhandled rejection:', thrown));
  const end = () => void stopCauseway().finally(() => process.exit(0));
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  notePeers();
  try {
    await startCauseway();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exit(2);
  }
}
