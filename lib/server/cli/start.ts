import { checkHost } from '../access/check-host.ts';
import { ConfigError } from '../config/config-faults.ts';
import { loadConfig } from '../config/load-config.ts';
import { isLoopback } from '../http/known-host.ts';
import { addressFromEnv, askedToEnd, buildIfNeeded, checkFree, StartError, serve } from './web.ts';

/** `npm start`: builds when needed, reads the real clusters, and prints the address to open. */
async function main(): Promise<void> {
  const address = addressFromEnv(process.env);
  const { config } = await loadConfig();
  checkHost(address.host, config, process.env);
  await checkFree(address);
  await buildIfNeeded(console.log);
  if (!isLoopback(address.host) && !config.auth?.tokensFile)
    console.warn(`HOST=${address.host}: everyone who reaches this address sees the fleet (CAUSEWAY_WITHOUT_TOKENS)`);
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
