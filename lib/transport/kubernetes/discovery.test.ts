import { afterEach, expect, it } from 'vitest';
import { realClock, type StandIn, startStandIn } from '../stand-in.ts';
import { openCluster } from './cluster-api.ts';
import { openDiscovery } from './discovery.ts';

let standIn: StandIn;
afterEach(() => standIn.close());

it('reads servers that do not aggregate, and a group whose own server is away', async () => {
  const answers: Record<string, unknown> = {
    '/api': { kind: 'APIVersions', versions: ['v1'] },
    '/apis': {
      kind: 'APIGroupList',
      groups: [
        { name: 'apps', versions: [{ version: 'v1' }, { version: 'v1beta1' }] },
        { name: 'away.io', versions: [{ version: 'v1' }] },
        'rubbish',
      ],
    },
    '/api/v1': { kind: 'APIResourceList', resources: [{ name: 'pods' }, { name: 'pods/log' }] },
    '/apis/apps/v1': { kind: 'APIResourceList', resources: [{ name: 'deployments' }] },
    '/apis/apps/v1beta1': { kind: 'APIResourceList', resources: null },
  };
  standIn = await startStandIn((request, response) => {
    const answer = answers[request.url ?? ''];
    if (answer) response.end(JSON.stringify(answer));
    else response.writeHead(503).end('service unavailable');
  });
  const discovery = openDiscovery(openCluster(standIn.context(), { clock: realClock }));
  const [version, pods] = await Promise.all([
    discovery.servedVersion('apps', 'deployments', ['v1beta1', 'v1']),
    discovery.servedVersion('', 'pods', ['v1']),
  ]);
  expect([version, pods]).toEqual(['v1', 'v1']);
  expect(await discovery.servedVersion('', 'pods/log', ['v1'])).toBeNull();
  expect(await discovery.servedVersion('nowhere.io', 'things', ['v1'])).toBeNull();
  await expect(discovery.servedVersion('away.io', 'things', ['v1'])).rejects.toMatchObject({ reason: 'unreachable' });
  await expect(discovery.servedVersion('apps', 'deployments', ['v2'])).rejects.toMatchObject({
    reason: 'unsupported',
    message: 'deployments.apps is served as v1, and read as v2 only',
  });
  // Two askers at the same time and three later ones, and still one reading.
  expect(standIn.asked).toHaveLength(6);
});

it.each([
  ['a list', { kind: 'List', apiVersion: 'v1', metadata: {}, items: [] }],
  ['a failure', { kind: 'Status', apiVersion: 'v1', status: 'Failure' }],
  ['no object', []],
])('concludes no absence from %s where resources ought to stand', async (_, strange) => {
  const answers: Record<string, unknown> = {
    '/api': { kind: 'APIVersions', versions: ['v1'] },
    '/apis': { kind: 'APIGroupList', groups: [{ name: 'apps', versions: [{ version: 'v1' }] }] },
    '/api/v1': strange,
    '/apis/apps/v1': { kind: 'APIResourceList', resources: [{ name: 'deployments' }] },
  };
  standIn = await startStandIn((request, response) => response.end(JSON.stringify(answers[request.url ?? ''])));
  const discovery = openDiscovery(openCluster(standIn.context(), { clock: realClock }));
  await expect(discovery.servedVersion('', 'nodes', ['v1'])).rejects.toMatchObject({
    reason: 'malformed',
    detail: 'not-kubernetes',
    message: expect.stringContaining('instead of an APIResourceList'),
  });
  expect(await discovery.servedVersion('apps', 'deployments', ['v1'])).toBe('v1');
});

it('believes no server that serves no core API', async () => {
  standIn = await startStandIn((_, response) => response.end('{"kind":"APIGroupDiscoveryList","items":[]}'));
  const discovery = openDiscovery(openCluster(standIn.context(), { clock: realClock }));
  await expect(discovery.servedVersion('', 'nodes', ['v1'])).rejects.toMatchObject({ reason: 'malformed' });
});

it('calls rubbish by its name', async () => {
  standIn = await startStandIn((_, response) => response.end('{"kind":"Pod"}'));
  const discovery = openDiscovery(openCluster(standIn.context(), { clock: realClock }));
  await expect(discovery.read()).rejects.toMatchObject({ reason: 'malformed' });
});
