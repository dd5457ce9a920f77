import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const read = (file: string) => readFileSync(file, 'utf8');
const CONTRIBUTING = read('CONTRIBUTING.md');

/** Files of a folder with those below it, without tests. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.includes('.test.'))
    .map((entry) => `${entry.parentPath}/${entry.name}`);
}

function foldersIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
}

/** Files of the product outside a plugin's folder that import from it. */
function importersOf(folder: string): string[] {
  return ['app', 'components', 'lib'].flatMap(filesBelow).filter((file) => {
    if (!/\.tsx?$/.test(file) || file.startsWith(`${folder}/`)) return false;
    const specifiers = [...read(file).matchAll(/from '([#.][^']+)'/g)].map(([, specifier = '']) => specifier);
    return specifiers.some((one) =>
      (one.startsWith('#') ? one.slice(1) : join(dirname(file), one)).startsWith(`${folder}/`),
    );
  });
}

describe('CONTRIBUTING.md', () => {
  it('counts the files of a collector', () => {
    expect(CONTRIBUTING).toContain('1 folder of at least 9 files, and 1 line in `lib/collectors/index.ts`');
    for (const id of foldersIn('lib/collectors')) {
      expect(importersOf(`lib/collectors/${id}`), id).toEqual(['lib/collectors/index.ts']);
      expect(read('README.md'), id).toContain(`| \`lib/collectors/${id}\``);
      for (const file of ['index.ts', 'parse.ts', `${id}.test.ts`, 'README.md'])
        expect(existsSync(`lib/collectors/${id}/${file}`), `${id}/${file}`).toBe(true);
      const cases = foldersIn(`lib/collectors/${id}/testdata`);
      expect(cases.length, `cases of ${id}`).toBeGreaterThanOrEqual(3);
      expect(filesBelow(`lib/collectors/${id}`).length).toBeGreaterThanOrEqual(9);
    }
  });

  it('names what a collector is made of', () => {
    const [, section = ''] = /## Adding a collector\n([\s\S]*?)\n## /.exec(CONTRIBUTING) ?? [];
    const paths = [...section.matchAll(/`((?:lib|deploy)\/[^`<]+)`/g)].map(([, path = '']) => path);
    expect(paths.length).toBeGreaterThan(5);
    expect(paths.filter((path) => !existsSync(path))).toEqual([]);
    const declared = ['lib/collectors/collector.ts', 'lib/model/reading.ts', 'lib/model/statement.ts']
      .map(read)
      .join('');
    for (const field of [
      'resources',
      'required',
      'permissions',
      'options',
      'peers',
      'evidence',
      'aliases',
      'parts',
      'absent',
      'fieldSelector',
    ]) {
      expect(section).toContain(`\`${field}`);
      expect(declared).toMatch(new RegExp(`^  ${field}\\??:`, 'm'));
    }
  });

  it('counts the files of a rule', () => {
    expect(CONTRIBUTING).toContain('1 folder of at least 6 files, and 1 line in `lib/diagnosis/rules/index.ts`');
    for (const id of foldersIn('lib/diagnosis/rules')) {
      expect(importersOf(`lib/diagnosis/rules/${id}`), id).toEqual(['lib/diagnosis/rules/index.ts']);
      expect(filesBelow(`lib/diagnosis/rules/${id}`).length).toBeGreaterThanOrEqual(6);
    }
  });

  it('names commands that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = [...`${CONTRIBUTING}\n${read('README.md')}`.matchAll(/(?<=^|`|&& )npm (?:run (?:-s )?)?([a-z:]+)/gm)];
    const known = new Set([...Object.keys(scripts), 'install']);
    expect(named.flatMap(([command, name = '']) => (known.has(name) ? [] : [command]))).toEqual([]);
  });
});

describe('components', () => {
  it('know no system by name', () => {
    const systems = foldersIn('lib/collectors').filter((id) => id !== 'probes' && id !== 'kubernetes');
    const telling = filesBelow('components')
      .filter((file) => /\.tsx?$/.test(file))
      .filter((file) => systems.some((system) => new RegExp(`\\b${system}\\b`, 'i').test(read(file))));
    expect(telling).toEqual([]);
  });
});

describe('docs/dependencies.md', () => {
  it('lists what package.json pins', () => {
    const manifest = JSON.parse(read('package.json')) as Record<string, Record<string, string>>;
    const pinned = ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((kind) =>
      Object.entries(manifest[kind] ?? {}).map(([name, version]) => `${name} ${version.replace(/^npm:.*@/, '')}`),
    );
    const rows = [...read('docs/dependencies.md').matchAll(/^\| `([^`]+)` +\| (\S+) +\| \d{4}-\d\d-\d\d +\| /gm)];
    expect(rows.map(([, name, version]) => `${name} ${version}`)).toEqual(pinned);
  });
});
