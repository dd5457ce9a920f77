import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';

const MAX_LINES = 300;

/** Files that git knows or would add: what the house is made of. Recorded and generated files are left out. */
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' })
  .split('\n')
  .filter((file) => /\.(ts|tsx|js|mjs|css|md)$/.test(file))
  .filter((file) => !/\/testdata\/|^e2e\/(recordings|crds|testbed)\/|^public\//.test(file));
const sources = files.filter((file) => /^(app|components|lib|e2e)\/.*\.(ts|tsx|css)$/.test(file));

function lines(file: string): string[] {
  return readFileSync(file, 'utf8').split('\n');
}

describe('the house', () => {
  it('is found', () => {
    expect(sources.length).toBeGreaterThan(30);
  });

  it(`has no file over ${MAX_LINES} lines`, () => {
    const long = files.flatMap((file) => {
      const count = lines(file).length - 1;
      return count > MAX_LINES ? [`${file}: ${count}`] : [];
    });
    expect(long).toEqual([]);
  });

  it('names files in kebab-case and after what they do', () => {
    const names = sources.map((file) => basename(file).replace(/\..*$/, ''));
    expect(names.filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))).toEqual([]);
    expect(names.filter((name) => /^(utils?|helpers?|common|misc|types|constants)$/.test(name))).toEqual([]);
  });

  it('takes time as data in the pure folders', () => {
    const clock = /\bDate\.now\b|\bnew Date\(\)|\bset(Timeout|Interval|Immediate)\b|\bperformance\.|\bMath\.random\b/;
    const pure = sources.filter((file) => /^lib\/(model|api|diagnosis|collectors)\//.test(file));
    expect(pure.length).toBeGreaterThan(20);
    const telling = pure.flatMap((file) =>
      lines(file).flatMap((line, index) => (clock.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
    );
    expect(telling).toEqual([]);
  });

  it('lets unit tests reach loopback only', () => {
    expect(() => net.connect({ host: '192.0.2.1', port: 9 })).toThrow(/may only reach loopback/);
    expect(() => net.connect(9, '192.0.2.1')).toThrow(/may only reach loopback/);
  });
});
