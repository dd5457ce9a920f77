import type { Role } from '#lib/api/session.ts';
import { hashOf, newToken } from '../access/token.ts';
import { changeTokens } from '../access/token-file.ts';
import { TokenListError } from '../access/token-list.ts';
import { systemClock } from '../clock.ts';
import { ConfigError } from '../config/config-faults.ts';
import { loadConfig } from '../config/load-config.ts';
import { UsageError } from './fleet-options.ts';
import { tokenOptions } from './token-options.ts';

/**
 * `npm run -s token -- --name NAME --role read`: makes a token, adds its hash to the file and prints the token, this once. A
 * running server knows it within a second; `--revoke NAME` takes it back as soon. Exit status 2: nothing was changed.
 */
async function main(): Promise<void> {
  const options = tokenOptions(process.argv.slice(2));
  const file = options.file ?? (await loadConfig()).config.auth?.tokensFile;
  if (!file) throw new UsageError('token: no file to keep it in; set auth.tokensFile in causeway.yaml, or give --file');
  try {
    if (options.ask === 'revoke') await revoke(file, options.name);
    else await make(file, options.name, options.role);
  } catch (error) {
    throw error instanceof TokenListError ? new UsageError(`token: ${file}: ${error.message}`) : error;
  }
}

async function make(file: string, name: string, role: Role): Promise<void> {
  const token = newToken();
  const sha256 = hashOf(token)?.toString('hex') ?? '';
  const createdAt = new Date(systemClock.now()).toISOString();
  await changeTokens(file, (tokens) => {
    if (tokens.some((one) => one.name === name))
      throw new TokenListError(`there is a token "${name}" already; take another name, or --revoke it first`);
    return [...tokens, { name, role, sha256, createdAt }];
  });
  console.log(token);
  console.error(`${file} has its hash; the token of "${name}" (${role}) stands above and nowhere else`);
}

async function revoke(file: string, name: string): Promise<void> {
  await changeTokens(file, (tokens) => {
    const rest = tokens.filter((one) => one.name !== name);
    if (rest.length === tokens.length) throw new TokenListError(`there is no token "${name}"`);
    return rest;
  });
  console.error(`${file} has no token "${name}" any more`);
}

main().catch((error: unknown) => {
  console.error(error instanceof ConfigError || error instanceof UsageError ? error.message : error);
  process.exit(2);
});
