import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fleetOptions } from './fleet-options.ts';

describe('arguments of the fleet as text', () => {
  it('are optional', () => {
    expect(fleetOptions([])).toEqual({ seconds: 20, everySeconds: null });
    expect(fleetOptions(['--seconds', '0.5', '--every=3'])).toEqual({ seconds: 0.5, everySeconds: 3 });
  });
  it.each([
    [['--seconds', '-1'], '--seconds must be a number'],
    [['--seconds=-1'], '--seconds must be a number'],
    [['--seconds', '0'], '--seconds must be a number'],
    [['--seconds', '1e10'], '--seconds must be a number'],
    [['--seconds'], '--seconds must be a number'],
    [['--seconds', ''], '--seconds must be a number'],
    [['--every', 'often'], '--every must be a number'],
    [['--every', '-5'], '--every must be a number'],
    [['--every'], '--every must be a number'],
    [['--sceonds', '3'], 'unknown argument "sceonds"; there are --seconds and --every'],
    [['-1'], 'unknown argument "1"'],
    [['--toString'], 'unknown argument "toString"'],
    [['json'], 'unknown argument "json"'],
  ])('%j is refused in one line', (args, message) => {
    expect(() => fleetOptions(args)).toThrow(message);
    expect(() => fleetOptions(args)).toThrow(/^fleet: .*$/);
  });
});

describe('npm run -s fleet', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'causeway-fleet-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const run = (kubeconfig: string, ...args: string[]) =>
    spawnSync(process.execPath, ['--conditions=react-server', resolve('lib/server/cli/fleet.ts'), ...args], {
      cwd: folder,
      env: { ...process.env, KUBECONFIG: kubeconfig },
      encoding: 'utf8',
    });

  it('ends with one line about an argument', () => {
    const { status, stdout, stderr } = run('', '--seconds', '-1');
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr.trim()).toMatch(/^fleet: --seconds must be .*$/);
  });

  it.each([
    ['missing', null, 'the file does not exist'],
    ['empty', '', 'the file is empty'],
    ['garbage', '\u0001\u0002 not: [a kubeconfig', 'not YAML'],
    ['without contexts', 'apiVersion: v1\nkind: Config\ncontexts: []\n', 'has no context'],
  ])('ends where the kubeconfig is %s, and says so', (name, text, message) => {
    const file = join(folder, name.replace(' ', '-'));
    if (text !== null) writeFileSync(file, text);
    const { status, stdout, stderr } = run(file);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    const [fault, remedy, ...rest] = stderr.trim().split('\n');
    expect(fault).toContain(`${file}: `);
    expect(fault).toContain(message);
    expect(remedy).toContain('set KUBECONFIG');
    expect(rest).toEqual([]);
  });
});
