import 'server-only';
import type { Config } from '../config/config.ts';
import { ConfigError } from '../config/config-faults.ts';
import { isLoopback } from '../http/known-host.ts';

/**
 * Refuses to let other machines in without tokens: throws a `ConfigError` that says what to do. `CAUSEWAY_WITHOUT_TOKENS=1`
 * allows it, for tests, and where something in front asks everybody who they are.
 */
export function checkHost(host: string, { auth }: Pick<Config, 'auth'>, env: NodeJS.ProcessEnv): void {
  if (isLoopback(host) || auth?.tokensFile || env.CAUSEWAY_WITHOUT_TOKENS === '1') return;
  throw new ConfigError(
    `HOST=${host} lets other machines in, so they must show a token. Write into causeway.yaml: auth: {tokensFile: ./tokens.yaml}, ` +
      'and make a token: npm run -s token -- --name NAME --role read. Without HOST the server listens on 127.0.0.1 and asks nobody.',
  );
}
