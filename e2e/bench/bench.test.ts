import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

function bench(...words: string[]) {
  const command = ['--conditions=react-server', 'e2e/bench/bench.ts', ...words];
  return spawnSync(process.execPath, command, { encoding: 'utf8' });
}

it('says how it is used', () => {
  const { stdout, stderr, status } = bench('--help');
  expect([stderr, status]).toEqual(['', 0]);
  expect(stdout).toContain('fleet, history, scale');
});

it.each([
  ['nope', 'There is no bench nope.'],
  ['toString', 'There is no bench toString.'],
  ['--nope', "Unknown option '--nope'"],
])('refuses %s with the usage and without a stack', (word, message) => {
  const { stderr, status } = bench(word);
  expect(status).toBe(2);
  expect(stderr).toContain(message);
  expect(stderr).toContain('fleet, history, scale');
  expect(stderr).not.toMatch(/^ +at /m);
});
