import { expect, it } from 'vitest';
import { CONTRACT } from '#lib/api/contract.ts';
import { Problem } from '#lib/api/problem.ts';
import { VirtualClock } from '#lib/model/clock.ts';
import { Addresses } from '../access/address.ts';
import type { Door } from '../access/door.ts';
import { CallLimit, OpenLimit } from '../access/limits.ts';
import { gate } from './gate.ts';

const LOOPBACK = { bound: '127.0.0.1', allowed: ['fleet.example'] };
/** Nobody is asked for a token. */
const OPEN: Door = {
  book: null,
  addresses: new Addresses([]),
  calls: new CallLimit(new VirtualClock()),
  streams: new OpenLimit(),
};
const ask = (path: string, method = 'GET', host = '127.0.0.1:3000') =>
  gate(new Request(`http://127.0.0.1:3000${path}`, { method, headers: { host } }), LOOPBACK, OPEN);

/** The problem that a request is answered with. */
async function refusal(path: string, method?: string) {
  const response = ask(path, method);
  if (!response) throw new Error(`${path} passes`);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const body = Problem.parse(await response.json());
  expect(body.status).toBe(response.status);
  return { status: response.status, allow: response.headers.get('allow'), detail: body.detail };
}

it('lets everything of the contract pass, whatever the ids are', () => {
  for (const { path } of CONTRACT)
    for (const id of ['a~b', 'a%20b', '%3Cscript%3E', 'openapi.json', '..%2F', '%25E0'])
      for (const method of ['GET', 'HEAD', 'OPTIONS']) expect(ask(path.replace('{id}', id), method)).toBeUndefined();
  for (const page of ['/', '/links/a~b', '/sources?state=failed', '/nothing', '/apiary', '/theme.js'])
    for (const method of ['GET', 'HEAD']) expect(ask(page, method)).toBeUndefined();
});

it.each(['/api', '/api/nothing', '/api/v1', '/api/v2/fleet', '/api/v1/links', '/api/v1/links/a~b/series/x'])(
  '%s is served by nobody, and the answer says where to look',
  async (path) => {
    expect(await refusal(path)).toMatchObject({ status: 404, detail: expect.stringContaining('/api/v1/openapi.json') });
  },
);

it.each(['/api/v1/links/%E0%A4%A', '/api/v1/clusters/%/series', '/api/v1/links/%C3'])(
  '%s is a bad request',
  async (path) => {
    expect(await refusal(path)).toMatchObject({ status: 400, detail: expect.stringContaining('%25') });
  },
);

it.each([
  ['/links/%E0%A4%A', '/links/%25E0%25A4%25A'],
  ['/clusters/%?from=a%20b', '/clusters/%25?from=a%20b'],
  ['/links/a%20b/%FF', '/links/a%20b/%25FF'],
])('the page %s is asked for as the text that it is: %s', (path, location) => {
  const answer = ask(path);
  expect(answer?.status).toBe(307);
  expect(answer?.headers.get('location')).toBe(`http://127.0.0.1:3000${location}`);
  expect(ask(location)).toBeUndefined();
});

it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND'])('%s is refused with what is allowed', async (method) => {
  for (const path of ['/', '/links/a~b', '/sources', '/theme.js', '/nothing'])
    expect(await refusal(path, method)).toMatchObject({ status: 405, allow: 'GET, HEAD' });
  for (const path of ['/api/v1/fleet', '/api/v1/links/a~b', '/metrics', '/healthz'])
    expect(await refusal(path, method)).toMatchObject({ status: 405, allow: 'GET, HEAD, OPTIONS' });
});

it('answers to no name that it does not know, and says what to set', async () => {
  for (const path of ['/', '/links/a~b', '/healthz', '/metrics', '/%FF', '/theme.js']) {
    expect(ask(path, 'GET', 'fleet.example')?.status).toBe(ask(path)?.status);
    const answer = ask(path, 'GET', 'evil.example:3000');
    expect(answer?.status).toBe(421);
    expect(answer?.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await answer?.text()).toContain('allowedHosts: [evil.example]');
  }
  const api = ask('/api/v1/fleet', 'GET', 'evil.example');
  expect(Problem.parse(await api?.json())).toMatchObject({
    status: 421,
    detail: expect.stringContaining('allowedHosts'),
  });
  expect(ask('/', 'GET', '')?.status).toBe(421);
  expect(ask('/', 'GET', '10.1.2.3')?.status).toBe(421);
});
