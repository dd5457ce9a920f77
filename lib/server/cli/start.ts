import { ConfigError } from '../config/config-faults.ts';
import { loadConfig } from '../config/load-config.ts';
import { addressFromEnv, askedToEnd, buildIfNeeded, checkFree, StartError, serve } from './web.ts';

/** `npm start`: builds when needed, reads the real clusters, and prints the address to open. */
async function main(): Promise<void> {
  const address = addressFromEnv(process.env);
  await loadConfig();
  await checkFree(address);
  await buildIfNeeded(console.log);
  if (!['127.0.0.1', 'localhost', '::1'].includes(address.host)) {
    console.warn(
      `HOST=${address.host}: everyone who reaches this address sees the fleet; this version asks nobody for a token`,
    );
  }
  const ending = askedToEnd();
  const web = await serve(address, {}, ending);
  console.log(`Causeway: ${web.url}`);
  const how = await web.exited;
  if (!ending.aborted) throw new StartError(`the web server ended by itself: ${how}`);
}

main().catch((error: unknown) => {
  console.error(error instanceof StartError || error instanceof ConfigError ? error.message : error);
  process.exit(1);
});
