import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { sharedServers } from './cluster-context.ts';
import { inClusterContext, loadContexts } from './contexts.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'causeway-contexts-'));
});
afterEach(() => rm(folder, { recursive: true }));

function write(name: string, text: string): Promise<string> {
  const file = join(folder, name);
  return writeFile(file, text).then(() => file);
}

function config(name: string, server: string, user: string): string {
  return `
clusters: [{name: ${name}, cluster: {server: "${server}"}}]
users: [{name: ${name}, user: ${user}}]
contexts: [{name: ${name}, context: {cluster: ${name}, user: ${name}}}]
`;
}

it('merges the files of KUBECONFIG; the first of equal names wins; a broken file spoils only itself', async () => {
  const first = await write('first', config('a', 'https://a:6443', '{token: one}'));
  const second = await write('second', config('a', 'https://other:6443', '{token: two}'));
  const broken = await write('broken', 'clusters: [{name: "s3cr3t-token');
  const missing = join(folder, 'missing');
  const loaded = await loadContexts({ env: { KUBECONFIG: [first, broken, missing, second].join(':') } });
  expect(loaded.contexts.map(({ name, server, file }) => ({ name, server, file }))).toEqual([
    { name: 'a', server: 'https://a:6443', file: first },
  ]);
  expect(loaded.problems).toEqual([
    { file: broken, context: null, message: expect.stringMatching(/line 1: not YAML/) },
    { file: missing, context: null, message: 'the file does not exist' },
  ]);
  expect(JSON.stringify(loaded.problems)).not.toContain('s3cr3t');
});

it('names the context that is broken and loads its neighbours', async () => {
  const file = await write(
    'mixed',
    `
clusters:
  - {name: good, cluster: {server: "https://good:6443"}}
  - {name: no-server, cluster: {}}
  - {name: odd, cluster: {server: "ftp://odd"}}
  - {cluster: {server: "https://nameless"}}
users:
  - {name: u, user: {token-file: /does/not/exist}}
  - {name: bad-cert, user: {client-certificate-data: "bm90IGEgcGVt"}}
contexts:
  - {name: good, context: {cluster: good, user: u}}
  - {name: anonymous, context: {cluster: good}}
  - {name: a, context: {cluster: no-server, user: u}}
  - {name: b, context: {cluster: odd, user: u}}
  - {name: c, context: {cluster: nowhere, user: u}}
  - {name: d, context: {cluster: good, user: nobody}}
  - {name: e, context: {cluster: good, user: bad-cert}}
`,
  );
  const { contexts, problems } = await loadContexts({ kubeconfig: file });
  expect(contexts.map(({ name }) => name)).toEqual(['good', 'anonymous']);
  expect(problems.map(({ context, message }) => `${context}: ${message}`)).toEqual([
    'null: clusters[3].name is missing',
    expect.stringMatching(/^a: .*server is missing/),
    expect.stringMatching(/^b: .*not an http or https address/),
    'c: cluster "nowhere" is not defined',
    'd: user "nobody" is not defined',
    expect.stringMatching(/^e: .*not a base64 PEM/),
  ]);
});

it('counts paths from the file that holds them', async () => {
  await mkdir(join(folder, 'sub'));
  const user = '{tokenFile: t, client-certificate: c, client-key: /k, exec: {command: bin/plugin, args: [x, 1]}}';
  const file = await write('sub/config', config('a', 'https://a', user));
  const access = (await loadContexts({ kubeconfig: file })).contexts[0]?.access();
  expect(access).toMatchObject({
    tokenFile: join(folder, 'sub/t'),
    cert: { file: join(folder, 'sub/c') },
    key: { file: '/k' },
    exec: { command: join(folder, 'sub/bin/plugin'), args: ['x'] },
  });
});

it('shows no credentials by accident', async () => {
  const file = await write('config', config('a', 'https://a', '{token: s3cr3t}'));
  const { contexts } = await loadContexts({ kubeconfig: file });
  expect(contexts[0]?.access().token).toBe('s3cr3t');
  expect(JSON.stringify(contexts) + inspect(contexts, { depth: 9, showHidden: true })).not.toContain('s3cr3t');
});

it('finds contexts that name one server', async () => {
  const servers = [
    'https://API.example:443/',
    'https://api.example',
    'https://api.example:6443',
    'https://api.example/k8s/a',
  ];
  const files = await Promise.all(servers.map((server, index) => write(`${index}`, config(`c${index}`, server, '{}'))));
  const { contexts } = await loadContexts({ env: { KUBECONFIG: files.join(':') } });
  expect(sharedServers(contexts).map((group) => group.map(({ name }) => name))).toEqual([['c0', 'c1']]);
});

it('speaks for the pod it runs in', () => {
  const context = inClusterContext({ env: { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' } });
  expect(context.server).toBe('https://[fd00::1]:443');
  expect(context.access().tokenFile).toBe('/var/run/secrets/kubernetes.io/serviceaccount/token');
  expect(() => inClusterContext({ env: {} })).toThrow('KUBERNETES_SERVICE_HOST');
});

it('survives any shape', async () => {
  for (const text of [
    '',
    '[]',
    '7',
    'clusters: 5\nusers: {}\ncontexts: [1, null, {name: x}]',
    'a: &a [*a]',
    '\u0000',
  ]) {
    const { contexts, problems } = await loadContexts({ kubeconfig: await write('odd', text) });
    expect(contexts).toEqual([]);
    expect(problems.length).toBeGreaterThan(0);
  }
});
