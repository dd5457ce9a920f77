import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { buildIfNeeded } from '#lib/server/cli/web.ts';
import { expect, test } from './journey.ts';
import { freePort } from './start-product.ts';

interface Started {
  process: ChildProcess;
  url: string;
  /** What it wrote so far, on both outputs. */
  said: () => string;
  exited: Promise<unknown[]>;
}

test.skip(process.platform !== 'linux', 'children of a process are found in /proc');

let folder: string;
test.beforeEach(() => {
  test.setTimeout(180_000);
  folder = mkdtempSync(join(tmpdir(), 'causeway-start-'));
});
test.afterEach(() => rmSync(folder, { recursive: true }));

/** `npm start` on a configuration of two clusters that nobody can read. */
async function start(history: string): Promise<Started> {
  await buildIfNeeded(console.log);
  const [config, kubeconfig] = [join(folder, 'causeway.yaml'), join(folder, 'kubeconfig')];
  writeFileSync(config, 'clusters: [{id: a}, {id: b}]\nlinks: [{clusters: [a, b]}]\n');
  writeFileSync(kubeconfig, '{"apiVersion":"v1","kind":"Config","clusters":[],"users":[],"contexts":[]}');
  const port = await freePort();
  const child = spawn(process.execPath, ['--conditions=react-server', 'lib/server/cli/start.ts'], {
    env: {
      ...process.env,
      CAUSEWAY_CONFIG: config,
      CAUSEWAY_HISTORY: history,
      KUBECONFIG: kubeconfig,
      PORT: String(port),
      HOST: '127.0.0.1',
    },
  });
  let said = '';
  for (const output of [child.stdout, child.stderr]) output.on('data', (chunk) => (said += String(chunk)));
  const exited = once(child, 'exit');
  await expect.poll(() => said, { timeout: 60_000 }).toContain('Causeway: http://');
  return { process: child, url: `http://127.0.0.1:${port}`, said: () => said, exited };
}

function childOf({ pid }: ChildProcess): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]);
}

for (const signal of ['SIGTERM', 'SIGINT'] as const)
  test(`${signal} ends it with status 0, and the history is one file that holds everything`, async () => {
    const file = join(folder, 'history.db');
    const started = await start(`file:${file}`);
    const child = childOf(started.process);
    // A terminal tells every process of the group, and whoever started the web server tells it again.
    if (signal === 'SIGINT') process.kill(child, signal);
    started.process.kill(signal);
    expect(await started.exited).toEqual([0, null]);
    expect(existsSync(`/proc/${child}`)).toBe(false);
    expect(existsSync(`${file}-wal`)).toBe(false);
    const history = new DatabaseSync(file, { readOnly: true });
    const subjects = history.prepare('SELECT name FROM subject JOIN transition ON subject.id = subject_id').all();
    expect(subjects.map(({ name }) => name)).toContain('link/a~b');
    history.close();
  });

test('a web server that is killed is told, and the status is not 0', async () => {
  const started = await start(`file:${join(folder, 'history.db')}`);
  process.kill(childOf(started.process), 'SIGKILL');
  expect(await started.exited).toEqual([1, null]);
  expect(started.said()).toContain('the web server ended by itself: killed by SIGKILL');
});

test('a history in a folder that can not be made is told at once, and everything else is shown', async () => {
  const started = await start('file:/proc/nope/h.db');
  const { own } = await (await fetch(`${started.url}/api/v1/sources`)).json();
  const message = expect.stringContaining("mkdir '/proc/nope'");
  expect(own).toContainEqual({ part: 'history', message });
  started.process.kill('SIGTERM');
  expect(await started.exited).toEqual([0, null]);
});
