import { afterEach, expect, it } from 'vitest';
import { kubernetes } from '#lib/collectors/kubernetes/index.ts';
import type { Source } from '#lib/model/source.ts';
import { openHttp } from '#lib/transport/http.ts';
import { openCluster } from '#lib/transport/kubernetes/cluster-api.ts';
import { eventually, realClock, startStandIn } from '#lib/transport/stand-in.ts';
import type { Reach } from '../pipeline/cluster-register.ts';
import { ClusterReader } from './cluster-reader.ts';
import { Turns } from './turns.ts';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

type Answer = [status: number, body: string | object];

const forbidden = (words: string): Answer => [
  403,
  { kind: 'Status', apiVersion: 'v1', reason: 'Forbidden', code: 403, message: words },
];
const refusedPath = (path: string) => forbidden(`forbidden: User "u" cannot get path "${path}"`);
const refusedList = forbidden(
  'nodes is forbidden: User "u" cannot list resource "nodes" in API group "" at the cluster scope',
);
const NODES: Answer = [200, { kind: 'NodeList', apiVersion: 'v1', metadata: { resourceVersion: '7' }, items: [] }];
const DISCOVERY: Record<string, Answer> = {
  '/api': [200, { kind: 'APIVersions', versions: ['v1'] }],
  '/apis': [200, { kind: 'APIGroupList', groups: [] }],
  '/api/v1': [200, { kind: 'APIResourceList', groupVersion: 'v1', resources: [{ name: 'nodes' }] }],
};

/** Reads a server that gives these answers, and `otherwise` to everything else; watches stay open. */
async function read(answers: Record<string, Answer>, otherwise: Answer) {
  const server = await startStandIn((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://x');
    const [status, body] = answers[pathname] ?? otherwise;
    response.writeHead(status, { 'content-type': typeof body === 'string' ? 'text/html' : 'application/json' });
    if (searchParams.get('watch') && status === 200) response.flushHeaders();
    else response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  const told = { reach: [] as Reach[], source: null as Source | null, defects: [] as unknown[] };
  const http = openHttp({ clock: realClock });
  const turns = () => new Turns(realClock);
  const reader = new ClusterReader({
    cluster: 'a',
    api: openCluster(server.context(), { clock: realClock }),
    http,
    collectors: [{ collector: kubernetes, settings: {} }],
    sink: {
      reach: (_, reach) => void told.reach.push(reach),
      source: (source) => {
        told.source = source;
      },
      reading: () => {},
      defect: (_, thrown) => void told.defects.push(thrown),
    },
    peers: () => [],
    budgetPerSecond: 10,
    loadStretch: () => 1,
    random: () => 0.5,
    turns: turns(),
    pollTurns: turns(),
  });
  ends.push(async () => {
    await reader.stop();
    await http.close();
    await server.close();
  });
  reader.start(0);
  await eventually('an answer', () => told.reach.at(-1)?.state !== 'waiting' && told.source?.state !== 'waiting');
  return told;
}

it("a cluster of which a source is read is read, also where its health is nobody's business", async () => {
  for (const readyz of [[200, 'ok'], refusedPath('/readyz')] satisfies Answer[]) {
    const told = await read({ ...DISCOVERY, '/readyz': readyz, '/api/v1/nodes': NODES }, [404, 'not found']);
    expect([told.reach.at(-1)?.state, told.source?.state, told.defects]).toEqual(['ok', 'ok', []]);
  }
});

const LIST: Answer = [200, { kind: 'List', apiVersion: 'v1', metadata: { resourceVersion: '1' }, items: [] }];
const ABSENT: Answer = [200, { kind: 'APIResourceList', groupVersion: 'v1', resources: [{ name: 'pods' }] }];

it.each<[string, Record<string, Answer>, Answer, Source['reason'], string]>([
  ['a login page answers everything', {}, [200, '<title>Sign in</title>'], 'malformed', '"Sign in"'],
  ['a proxy refuses everything', {}, [403, '<html>no</html>'], 'forbidden', 'HTTP 403'],
  ['all is refused', {}, refusedPath('/readyz'), 'forbidden', 'cannot get path'],
  ['it says ok, and no list may be read', { ...DISCOVERY, '/readyz': [200, 'ok'] }, refusedList, 'forbidden', 'nodes'],
  [
    'it says ok, and knows no such resources',
    { ...DISCOVERY, '/readyz': [200, 'ok'], '/api/v1': LIST },
    LIST,
    'malformed',
    '"List"',
  ],
  ['it fails', {}, [500, 'etcd failed'], 'unreachable', 'HTTP 500: etcd failed'],
  ['it says ok, and all else is a page', { '/readyz': [200, 'ok'] }, [200, '<html>hi</html>'], 'malformed', '/api'],
])('is not read: %s', async (_, answers, otherwise, reason, words) => {
  const told = await read(answers, otherwise);
  expect(told.reach.map(({ state }) => state)).not.toContain('ok');
  expect(told.reach.at(-1)).toMatchObject({ state: 'failed', lastSuccessAt: null });
  expect(told.reach.at(-1)?.message).toContain(words);
  expect(told.source).toMatchObject({ state: 'failed', reason });
  expect(told.defects).toEqual([]);
});

it('says of a cluster without nodes what is not there, and reads it', async () => {
  const told = await read({ ...DISCOVERY, '/readyz': [200, 'ok'], '/api/v1': ABSENT }, [404, '']);
  expect(told.source).toMatchObject({ state: 'absent', message: 'nodes is not served here' });
  expect(told.reach.at(-1)?.state).toBe('ok');
});

it('names the path that is refused', async () => {
  const told = await read({ '/readyz': [200, 'ok'] }, refusedPath('/api'));
  expect(told.source?.missing).toEqual([{ verb: 'get', resource: '/api', apiGroup: '', namespace: null }]);
});
