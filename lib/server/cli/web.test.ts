import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { addressFromEnv, checkFree } from './web.ts';

it.each(['0', '-1', '65536', 'http', '80.5', ''])('PORT=%j is refused by name', (PORT) => {
  expect(() => addressFromEnv({ PORT } as unknown as NodeJS.ProcessEnv)).toThrow(
    `PORT must be a number from 1 to 65535, not "${PORT}"`,
  );
});

it('listens on loopback, port 3000, unless told otherwise', () => {
  const from = (env: Record<string, string>) => addressFromEnv(env as unknown as NodeJS.ProcessEnv);
  expect(from({})).toEqual({ host: '127.0.0.1', port: 3000 });
  expect(from({ HOST: '::1', PORT: '8080' })).toEqual({ host: '::1', port: 8080 });
});

it('says that a port is in use, and what to do', async () => {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  await expect(checkFree({ host: '127.0.0.1', port })).rejects.toThrow(
    `port ${port} is in use: set PORT to another one`,
  );
  await new Promise((closed) => server.close(closed));
  await expect(checkFree({ host: '127.0.0.1', port })).resolves.toBeUndefined();
  await expect(checkFree({ host: '192.0.2.1', port })).rejects.toThrow('check HOST and PORT');
});

it('npm start ends with the faults of the configuration, each with its place, before anything is built', () => {
  const folder = mkdtempSync(join(tmpdir(), 'causeway-start-'));
  const file = join(folder, 'causeway.yaml');
  writeFileSync(file, 'clustres: []\nsites:\n  - id: fra\n');
  const run = (env: Record<string, string>) =>
    spawnSync(process.execPath, ['--conditions=react-server', resolve('lib/server/cli/start.ts')], {
      env: { ...process.env, ...env },
      encoding: 'utf8',
    });
  const bad = run({ CAUSEWAY_CONFIG: file, PORT: '3999' });
  expect(bad.stderr.trim().split('\n').sort()).toEqual([
    `${file}:1: clustres: is not a known field`,
    expect.stringContaining(`${file}:3: sites[0].name: `),
  ]);
  expect(bad.status).toBe(1);
  const missing = run({ CAUSEWAY_CONFIG: join(folder, 'none.yaml') });
  expect(missing.stderr).toContain("none.yaml: can't be read (ENOENT)");
  expect(run({ PORT: 'x' }).stderr).toContain('PORT must be a number');
  rmSync(folder, { recursive: true });
});
