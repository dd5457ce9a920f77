import { afterEach, beforeEach, expect, it } from 'vitest';
import { realClock, type StandIn, startStandIn } from '../stand-in.ts';
import { type ClusterApi, openCluster } from './cluster-api.ts';
import { askPod } from './pod-proxy.ts';
import { askService } from './service-proxy.ts';

let standIn: StandIn;
let api: ClusterApi;
let asked: string[];
/** What the API server answers to the next question. */
let answer: [status: number, body: string];

beforeEach(async () => {
  asked = [];
  answer = [200, 'up 1'];
  standIn = await startStandIn((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(answer[0]).end(answer[1]);
  });
  api = openCluster(standIn.context(), { clock: realClock });
});
afterEach(async () => {
  await api.close();
  await standIn.close();
});

const pod = { namespace: 'kube-system', pod: 'cilium-4mq7d', scheme: 'http', port: 9962, path: '/metrics' } as const;
const status = (code: number, message: string): [number, string] => [
  code,
  JSON.stringify({ kind: 'Status', apiVersion: 'v1', code, message }),
];

it('asks one pod, or a service, by its path', async () => {
  expect(await askPod(api, pod)).toMatchObject({ outcome: 'answer', status: 200, body: 'up 1' });
  const service = { namespace: 'kube-system', service: 'cilium-agent', scheme: 'http', port: 'metrics' } as const;
  await askService(api, { ...service, path: '/metrics' });
  // As polls carry it: a key of their own must not say what kind of target it is.
  await askPod(api, Object.assign({ kind: 'pod-proxy' }, pod));
  const path = 'GET /api/v1/namespaces/kube-system/pods/http%3Acilium-4mq7d%3A9962/proxy/metrics';
  expect(asked).toEqual([
    path,
    'GET /api/v1/namespaces/kube-system/services/http%3Acilium-agent%3Ametrics/proxy/metrics',
    path,
  ]);
});

it('never leaves its place in the path, whatever a name holds', async () => {
  for (const name of ['../../../secrets', 'a/proxy/../..', 'a?b#c', 'a%2f..', '..', 'a b\u202e'])
    await askPod(api, { ...pod, pod: name });
  expect(asked).toHaveLength(6);
  for (const line of asked)
    expect(line).toMatch(/^GET \/api\/v1\/namespaces\/kube-system\/pods\/http%3A[^/?#]+%3A9962\/proxy\/metrics$/);
});

it.each([
  [status(404, 'pods "cilium-4mq7d" not found'), 'not-found', 'unsupported'],
  [status(503, 'error trying to reach service: dial tcp 10.0.0.1:9962'), 'exporter-unreachable', 'unreachable'],
  [status(400, 'address not allowed'), 'exporter-unreachable', 'unsupported'],
])('tells why there is no answer: %j', async (said, outcome, reason) => {
  answer = said;
  expect(await askPod(api, pod)).toMatchObject({
    outcome,
    error: { reason, message: expect.stringContaining('pod kube-system/cilium-4mq7d:9962') },
  });
});

it('names the verb that is missing', async () => {
  answer = status(
    403,
    'pods "http:cilium-4mq7d:9962" is forbidden: User "u" cannot get resource "pods/proxy" in API group "" in the namespace "kube-system"',
  );
  const permission = { verb: 'get', resource: 'pods/proxy', apiGroup: '', namespace: 'kube-system' };
  expect(await askPod(api, pod)).toMatchObject({ outcome: 'forbidden', error: { permission } });
});

it("hands on the pod's own refusals as answers", async () => {
  answer = [403, 'no metrics for you'];
  expect(await askPod(api, pod)).toMatchObject({ outcome: 'answer', status: 403 });
});
