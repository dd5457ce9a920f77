import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { VirtualClock } from '#lib/model/clock.ts';
import { contextOf } from '../stand-in.ts';
import { type CredentialSource, openCredentials } from './credentials.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'causeway-credentials-'));
});
afterEach(() => rm(folder, { recursive: true }));

const runs = async () => (await readFile(join(folder, 'runs'), 'utf8')).length;
const ask = (source: CredentialSource) => source.current(new AbortController().signal);

/** A plug-in that counts its runs and answers with `status`. */
async function plugin(status: object, clock: VirtualClock): Promise<CredentialSource> {
  const apiVersion = 'client.authentication.k8s.io/v1';
  const answer = JSON.stringify({ apiVersion, kind: 'ExecCredential', status });
  const command = join(folder, 'plugin');
  await writeFile(command, `#!/bin/sh\nprintf x >> ${folder}/runs\ncat <<'EOF'\n${answer}\nEOF\n`);
  await chmod(command, 0o755);
  const exec = {
    apiVersion,
    command,
    args: [],
    env: [],
    provideClusterInfo: false,
    installHint: '',
    clusterConfig: undefined,
  };
  return openCredentials({ ...contextOf('https://x').access(), exec }, clock, 5_000, async () => undefined);
}

it('keeps a credential until shortly before its end, with a margin', async () => {
  const clock = new VirtualClock(1_000_000);
  const source = await plugin(
    { token: 'abc', expirationTimestamp: new Date(1_000_000 + 600_000).toISOString() },
    clock,
  );
  expect((await ask(source)).authorization).toBe('Bearer abc');
  clock.advance(560_000);
  await ask(source);
  expect(await runs()).toBe(1);
  clock.advance(15_000);
  await ask(source);
  expect(await runs()).toBe(2);
});

it('keeps one without an end until it is refused; many refusals of the same one count once', async () => {
  const clock = new VirtualClock();
  const source = await plugin({ token: 'abc' }, clock);
  const [first, second] = await Promise.all([ask(source), ask(source)]);
  clock.advance(10 * 24 * 3_600_000);
  expect(await ask(source)).toBe(first);
  expect(await runs()).toBe(1);
  expect(source.refused(first)).toBe(true);
  const renewed = await ask(source);
  source.refused(second);
  expect(await ask(source)).toBe(renewed);
  expect(await runs()).toBe(2);
});

it('hands over a certificate that a plug-in brings', async () => {
  const source = await plugin({ clientCertificateData: 'CERT', clientKeyData: 'KEY' }, new VirtualClock());
  expect(await ask(source)).toEqual({ authorization: undefined, cert: 'CERT', key: 'KEY' });
});

it.each([
  ['an empty status', {}],
  ['a certificate without its key', { clientCertificateData: 'CERT' }],
  ['a token with a line break', { token: 'a\nb' }],
])('refuses %s without quoting it', async (_, status) => {
  const failure = await ask(await plugin(status, new VirtualClock())).catch((thrown: unknown) => thrown);
  expect(failure).toMatchObject({ reason: 'unauthorised', detail: 'own-credentials' });
  expect(String(failure)).not.toMatch(/CERT|a\nb|a\\nb/);
});
