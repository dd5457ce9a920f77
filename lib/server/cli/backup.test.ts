import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openHistory } from '#lib/history/open-history.ts';

const AT = Date.UTC(2026, 10, 21);
let folder: string;
let url: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'causeway-backup-'));
  url = `file:${join(folder, 'history.db')}`;
  writeFileSync(join(folder, 'causeway.yaml'), `history: {url: '${url}'}\n`);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The two commands as an operator types them, `npm run -s backup -- FILE`. */
function run(command: 'backup' | 'restore', ...args: string[]) {
  const program = ['--conditions=react-server', resolve(`lib/server/cli/${command}.ts`), ...args];
  const env = { ...process.env, CAUSEWAY_CONFIG: join(folder, 'causeway.yaml') };
  const { status, stdout, stderr } = spawnSync(process.execPath, program, { encoding: 'utf8', env, cwd: folder });
  return { status, stdout, stderr };
}

/** Writes a first word of each subject. */
async function write(...subjects: string[]): Promise<void> {
  const store = openHistory({ url });
  const transitions = subjects.map((subject) => ({ at: AT, kind: 'verdict' as const, subject, state: 'up' }));
  await store.commit({ at: AT, samples: [], transitions });
  await store.close();
}

/** The subjects of which the history knows something. */
async function known(): Promise<string[]> {
  const store = openHistory({ url });
  const state = await store.stateAt(AT + 1000);
  await store.close();
  return state.map(({ subject }) => subject).sort();
}

it('two commands copy the history and put it back; what was there in between stays beside it', async () => {
  await write('a>b');
  const copied = run('backup', 'copy.db');
  expect(copied).toMatchObject({ status: 0, stderr: '' });
  expect(copied.stdout).toMatch(
    /^copy\.db: \d+ bytes, checked; npm run -s restore -- copy\.db makes it the history again\n$/,
  );
  await write('b>a');
  const before = await known();
  const restored = run('restore', 'copy.db');
  expect(restored).toMatchObject({ status: 0, stderr: '' });
  expect(restored.stdout).toMatch(
    /is what copy\.db was; what it was before is in \S+history\.db\.before-\d{8}T\d{6}Z\n$/,
  );
  expect([before, await known()]).toEqual([['a>b', 'b>a'], ['a>b']]);
});

it('while the history is written it is copied, and not replaced', async () => {
  await write('a>b');
  const store = openHistory({ url });
  try {
    expect(run('backup', 'copy.db').status).toBe(0);
    const refused = run('restore', 'copy.db');
    expect(refused.status).toBe(2);
    expect(refused.stderr).toMatch(/^\S*history\.db\b.*\n$/);
  } finally {
    await store.close();
  }
});

it.each([
  ['backup', []],
  ['backup', ['--help']],
  ['backup', ['a.db', 'b.db']],
  ['backup', ['causeway.yaml']],
  ['restore', []],
  ['restore', ['nowhere.db']],
  ['restore', ['causeway.yaml']],
  ['restore', ['/dev/null']],
  ['restore', ['.']],
] as const)('%s %j is refused in one line, and nothing is touched', async (command, args) => {
  await write('a>b');
  const files = readdirSync(folder);
  const { status, stdout, stderr } = run(command, ...args);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^[^\n]+\n$/);
  expect(stderr).not.toContain('    at ');
  expect(readdirSync(folder)).toEqual(files);
  expect(await known()).toEqual(['a>b']);
});
