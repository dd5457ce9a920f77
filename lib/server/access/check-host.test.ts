import { expect, it } from 'vitest';
import { checkHost } from './check-host.ts';

const check = (host: string, auth?: { tokensFile?: string }, env: Record<string, string> = {}) =>
  checkHost(host, { auth: auth && { proxies: [], ...auth } }, env as unknown as NodeJS.ProcessEnv);

it.each(['127.0.0.1', 'localhost', '::1', '127.0.0.53'])('%s needs no tokens', (host) => {
  expect(() => check(host)).not.toThrow();
});

it.each(['0.0.0.0', '::', '10.1.2.3', 'causeway.lan', '127.0.0.1.evil.example'])('%s needs them', (host) => {
  expect(() => check(host)).toThrow(`HOST=${host} lets other machines in, so they must show a token.`);
  expect(() => check(host, {})).toThrow(/auth: \{tokensFile: .*npm run -s token -- --name NAME --role read/);
  expect(() => check(host, undefined, { CAUSEWAY_WITHOUT_TOKENS: '0' })).toThrow();
  expect(() => check(host, { tokensFile: 'tokens.yaml' })).not.toThrow();
  expect(() => check(host, undefined, { CAUSEWAY_WITHOUT_TOKENS: '1' })).not.toThrow();
});
