import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashOf } from '../access/token.ts';
import { parseTokens } from '../access/token-list.ts';
import { tokenOptions } from './token-options.ts';

it.each([
  [[]],
  [['--name', 'a']],
  [['--role', 'read']],
  [['--name', 'a', '--role', 'root']],
  [['--name', 'a', '--role', 'read', '--revoke', 'a']],
  [['--revoke']],
  [['--nmae', 'a']],
  [['causeway_secret']],
])('%j is refused in one line that says how, and repeats nothing', (args) => {
  expect(() => tokenOptions(args)).toThrow(/^token: --name NAME --role read\|act\|wall makes one, .*$/);
  expect(() => tokenOptions(args)).not.toThrow('secret');
});

describe('npm run -s token', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'causeway-token-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const run = (...args: string[]) => {
    const program = ['--conditions=react-server', resolve('lib/server/cli/token.ts'), ...args];
    const env = { ...process.env, CAUSEWAY_CONFIG: join(folder, 'causeway.yaml') };
    return spawnSync(process.execPath, program, { encoding: 'utf8', env });
  };

  it('makes a token, keeps its hash alone beside the configuration, and takes it back', () => {
    const file = join(folder, 'tokens.yaml');
    writeFileSync(join(folder, 'causeway.yaml'), 'auth: {tokensFile: ./tokens.yaml}\n');
    const made = run('--name', 'ann', '--role', 'act');
    expect(made.stdout).toMatch(/^causeway_[\w-]{43}\n$/);
    const token = made.stdout.trim();
    expect(made.stderr).not.toContain(token);
    const text = readFileSync(file, 'utf8');
    expect(text).not.toContain(token);
    expect(parseTokens(text)).toMatchObject([{ name: 'ann', role: 'act', sha256: hashOf(token)?.toString('hex') }]);
    expect(statSync(file).mode & 0o777).toBe(0o600);

    const again = run('--name', 'ann', '--role', 'read');
    expect([again.status, again.stdout, readFileSync(file, 'utf8')]).toEqual([2, '', text]);
    expect(again.stderr).toContain('there is a token "ann" already');
    expect(run('--name', 'bob', '--role', 'wall').status).toBe(0);
    expect(run('--revoke', 'ann').status).toBe(0);
    expect(parseTokens(readFileSync(file, 'utf8')).map(({ name }) => name)).toEqual(['bob']);
    expect(run('--revoke', 'ann').stderr).toContain('there is no token "ann"');
  });

  it('says what is wrong with a file, and leaves it as it is', () => {
    const file = join(folder, 'broken.yaml');
    writeFileSync(file, 'tokens: [{');
    const made = run('--name', 'ann', '--role', 'act', '--file', file);
    expect([made.status, made.stdout, readFileSync(file, 'utf8')]).toEqual([2, '', 'tokens: [{']);
    expect(made.stderr).toMatch(/^token: .*broken\.yaml: line 1: not YAML .*\n$/);
    expect(run('--name', 'ann', '--role', 'act', '--file', '/proc/no/tokens.yaml').stderr).toContain(
      "can't be written",
    );
    writeFileSync(join(folder, 'causeway.yaml'), '');
    expect(run('--name', 'ann', '--role', 'act').stderr).toContain('set auth.tokensFile in causeway.yaml');
  });
});
