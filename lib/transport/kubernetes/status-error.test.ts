import { expect, it } from 'vitest';
import { errorOfStatus, permissionOf } from './status-error.ts';

const forbidden = (message: string) => ({ kind: 'Status', apiVersion: 'v1', code: 403, reason: 'Forbidden', message });

it('reads the missing verb out of a refusal', () => {
  const words =
    'gateways.submariner.io is forbidden: User "system:serviceaccount:a:b" cannot list resource "gateways" in API group "submariner.io" in the namespace "submariner-operator"';
  const permission = {
    verb: 'list',
    resource: 'gateways',
    apiGroup: 'submariner.io',
    namespace: 'submariner-operator',
  };
  expect(errorOfStatus(403, forbidden(words), 'GET /x')).toMatchObject({ reason: 'forbidden', permission });
  // The same as the text that arrives on a socket.
  expect(errorOfStatus(403, JSON.stringify(forbidden(words)), 'GET /x').permission).toEqual(permission);
  expect(
    permissionOf('nodes is forbidden: User "u" cannot watch resource "nodes" in API group "" at the cluster scope'),
  ).toEqual({ verb: 'watch', resource: 'nodes', apiGroup: '', namespace: null });
  expect(permissionOf('forbidden: User "u" cannot get path "/metrics"')).toMatchObject({
    verb: 'get',
    resource: '/metrics',
  });
  expect(permissionOf('pods "p1" is forbidden: ')).toBeUndefined();
});

it.each([
  [400, 'unsupported'],
  [401, 'unauthorised'],
  [404, 'unsupported'],
  [410, 'unreachable'],
  [429, 'unreachable'],
  [500, 'unreachable'],
  [504, 'timeout'],
])('HTTP %i is %s', (status, reason) => {
  expect(errorOfStatus(status, 'words', 'GET /x')).toMatchObject({
    reason,
    status,
    message: `GET /x: HTTP ${status}: words`,
  });
});

it('says where a redirect leads, and nothing secret of it', () => {
  const location = 'https://u:p@login.example.com/auth?state=s3cret';
  expect(errorOfStatus(302, '<html>moved</html>', 'GET /x', { location })).toMatchObject({
    reason: 'malformed',
    detail: 'not-kubernetes',
    message: 'GET /x: HTTP 302, a redirect to https://login.example.com/auth',
  });
  expect(errorOfStatus(302, '', 'GET /x', { location: '/login?x' }).message).toContain('a redirect to /login');
  expect(errorOfStatus(302, '', 'GET /x').message).toBe('GET /x: HTTP 302, a redirect');
});

it.each([
  [500, 'internal error', 'server-error'],
  [503, forbidden('overloaded'), 'server-error'],
  [401, forbidden('Unauthorized'), undefined],
  [401, '{"kind":"Status","reason":"Unauthorized"}', undefined],
  [401, '{"error":"token expired"}', undefined],
  [403, forbidden('nodes is forbidden: User "u" cannot list resource "nodes" in API group ""'), undefined],
  [403, forbidden('forbidden: User "system:anonymous" cannot get path "/api"'), 'anonymous'],
  [403, '<html>Access denied</html>', 'not-kubernetes'],
  [404, '404 page not found', undefined],
])('HTTP %i with %j is more exactly %s', (status, body, detail) => {
  const error = errorOfStatus(status, body, 'GET /x');
  expect(error.detail).toBe(detail);
  if (detail) expect(error.permission).toBeUndefined();
});

it('bounds and cleans what the server says', () => {
  const { message } = errorOfStatus(500, forbidden(`a\u202e${'b'.repeat(5_000)}`), 'GET /x');
  expect(message).toHaveLength(500);
  expect(message).toContain('a\\u202eb');
  expect(errorOfStatus(429, '', 'x', { 'retry-after': '7' }).retryAfterMs).toBe(7_000);
  expect(errorOfStatus(429, '', 'x', { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }).retryAfterMs).toBeUndefined();
});
