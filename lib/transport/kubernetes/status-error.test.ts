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

it('bounds and cleans what the server says', () => {
  const { message } = errorOfStatus(500, forbidden(`a\u202e${'b'.repeat(5_000)}`), 'GET /x');
  expect(message).toHaveLength(500);
  expect(message).toContain('a\\u202eb');
  expect(errorOfStatus(429, '', 'x', '7').retryAfterMs).toBe(7_000);
  expect(errorOfStatus(429, '', 'x', 'Wed, 21 Oct 2015 07:28:00 GMT').retryAfterMs).toBeUndefined();
});
