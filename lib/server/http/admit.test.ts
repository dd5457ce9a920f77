import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONTRACT } from '#lib/api/contract.ts';
import { Problem } from '#lib/api/problem.ts';
import { headersFrom, MadeDoor } from '../access/made-door.ts';
import { gate } from './gate.ts';

const HOSTS = { bound: 'causeway.lan', allowed: [] };
const PATHS = CONTRACT.map(({ path }) => path.replace('{id}', 'a~b'));
let made: MadeDoor;
beforeAll(async () => {
  made = new MadeDoor();
  for (const role of ['read', 'act', 'wall'] as const) made.add(role, role);
  await made.book.look();
});
afterAll(() => made.remove());

interface Ask {
  method?: string;
  /** Whose token is shown. */
  as?: string;
  by?: 'bearer' | 'cookie';
  peer?: string;
  headers?: Record<string, string>;
}

/** What the gate says to a request; nothing where it lets it pass. */
function ask(
  path: string,
  { method = 'GET', as, by = 'bearer', peer = '127.0.0.1', headers }: Ask = {},
  door = made.door(),
) {
  const token = made.tokens.get(as ?? '') ?? as;
  const shown: Record<string, string> =
    by === 'bearer' ? { authorization: `Bearer ${token}` } : { cookie: `a=b; causeway_token=${token}; c=d` };
  const all = headersFrom(peer, { ...(token ? shown : {}), ...headers });
  return gate(new Request(`http://causeway.lan${path}`, { method, headers: all }), HOSTS, door);
}

describe('where tokens are needed', () => {
  it('nothing is answered without one but whether the process lives, and the sign-in', async () => {
    for (const path of PATHS.filter((one) => one !== '/healthz')) {
      const refusal = ask(path);
      expect([path, refusal?.status, refusal?.headers.get('www-authenticate')]).toEqual([
        path,
        401,
        'Bearer realm="causeway"',
      ]);
      expect(Problem.parse(await refusal?.json()).detail).toContain('Authorization: Bearer');
    }
    for (const path of ['/healthz', '/sign-in', '/sign-in?next=%2Fsources', '/theme.js', '/icon.svg?x'])
      expect(ask(path)).toBeUndefined();
    for (const path of ['/healthz/', '/%68ealthz', '/sign-in/x', '/HEALTHZ', '/_next/image', '/x/_next/static/y'])
      expect([path, ask(path)?.status]).toEqual([path, 307]);
  });

  it('a page leads to the sign-in and names the way back', () => {
    expect(ask('/links/a~b?x=1&y=2')?.headers.get('location')).toBe(
      'http://causeway.lan/sign-in?next=%2Flinks%2Fa%7Eb%3Fx%3D1%26y%3D2',
    );
    expect(ask('/')?.headers.get('location')).toBe('http://causeway.lan/sign-in');
    expect(ask('/', { method: 'POST' })?.status).toBe(401);
  });

  it('who comes from a page elsewhere is asked once more from here, where the browser shows the cookie', async () => {
    const answer = ask('/links/a~b', { headers: { 'sec-fetch-site': 'cross-site' } });
    expect([answer?.status, await answer?.text()]).toEqual([200, expect.stringContaining('http-equiv="refresh"')]);
    expect(ask('/links/a~b', { headers: { 'sec-fetch-site': 'same-origin' } })?.status).toBe(307);
    expect(ask('/api/v1/fleet', { headers: { 'sec-fetch-site': 'cross-site' } })?.status).toBe(401);
  });

  it.each(['bearer', 'cookie'] as const)('a token is shown as %s', async (by) => {
    for (const path of [...PATHS, '/', '/links/a~b']) expect(ask(path, { as: 'read', by })).toBeUndefined();
    const refusal = ask('/api/v1/fleet', { as: 'causeway_wrong', by });
    expect(refusal?.status).toBe(401);
    expect(await refusal?.text()).toContain('not known here');
  });

  it('a wrong token that is said outright does not fall back to the cookie', () => {
    const cookie = `causeway_token=${made.tokens.get('act')}`;
    expect(ask('/api/v1/fleet', { headers: { cookie } })).toBeUndefined();
    for (const authorization of ['Bearer x', 'Bearer', 'Basic eDp5', ''])
      expect(ask('/api/v1/fleet', { headers: { cookie, authorization } })?.status).toBe(401);
  });

  it.each([
    ['read', '/sources', 'GET', undefined],
    ['read', '/', 'POST', 403],
    ['act', '/', 'POST', 405],
    ['wall', '/', 'GET', undefined],
    ['wall', '/wall', 'GET', undefined],
    ['wall', '/api/v1/fleet', 'GET', undefined],
    ['wall', '/api/v1/stream', 'GET', undefined],
    ['wall', '/api/v1/session', 'DELETE', undefined],
    ['wall', '/', 'POST', 403],
    ['wall', '/api/v1/sources', 'GET', 403],
    ['wall', '/api/v1/links/a~b', 'GET', 403],
    ['wall', '/metrics', 'GET', 403],
    ['wall', '/sources', 'GET', 403],
    ['wall', '/links/a~b', 'GET', 403],
  ])('%s may ask %s by %s: %s', (as, path, method, status) => {
    expect(ask(path, { as, method })?.status).toBe(status);
  });
});

describe('where none are needed', () => {
  it('everybody passes, and the sign-in page leads on', () => {
    const open = made.door(null);
    for (const path of [...PATHS, '/', '/sources']) expect(ask(path, {}, open)).toBeUndefined();
    expect(ask('/sign-in', {}, open)?.headers.get('location')).toBe('http://causeway.lan/');
  });
});

it('before it is known whether tokens are needed, nothing is answered', () => {
  const early = (path: string) =>
    gate(new Request(`http://causeway.lan${path}`, { headers: headersFrom('127.0.0.1') }), HOSTS);
  expect([early('/healthz')?.status, early('/')?.status, early('/api/v1/fleet')?.status]).toEqual([
    undefined,
    503,
    503,
  ]);
  expect(early('/')?.headers.get('retry-after')).toBe('1');
});

describe('what changes something', () => {
  it.each<[Record<string, string>, 'bearer' | 'cookie' | undefined, boolean]>([
    [{ origin: 'http://causeway.lan' }, 'cookie', true],
    [{ origin: 'https://causeway.lan' }, 'cookie', true],
    [{ origin: 'https://causeway.lan', 'sec-fetch-site': 'same-origin' }, 'cookie', true],
    [{ 'sec-fetch-site': 'same-origin' }, 'cookie', true],
    [{}, 'bearer', true],
    [{}, undefined, true],
    [{}, 'cookie', false],
    [{ origin: 'null' }, 'cookie', false],
    [{ origin: 'null' }, undefined, false],
    [{ origin: 'http://evil.example' }, 'cookie', false],
    [{ origin: 'http://evil.example' }, 'bearer', false],
    [{ origin: 'http://evil.example' }, undefined, false],
    [{ origin: 'http://causeway.lan.evil.example' }, 'cookie', false],
    [{ origin: 'http://causeway.lan:8080' }, 'cookie', false],
    [{ origin: 'http://causeway.lan', 'sec-fetch-site': 'cross-site' }, 'cookie', false],
    [{ 'sec-fetch-site': 'same-site' }, undefined, false],
  ])('from %j with %s: %s', async (headers, by, passes) => {
    const needsToken = ask(
      '/',
      { method: 'POST', ...(by ? { as: 'act', by } : {}), headers },
      made.door(by ? made.book : null),
    );
    // A page takes no change from anybody, which only those learn who may make one.
    expect(needsToken?.status).toBe(passes ? 405 : 403);
    if (!passes) expect(await needsToken?.text()).toContain('Foreign origin');
    const signIn = ask('/api/v1/session', { method: 'POST', ...(by ? { as: 'act', by } : {}), headers });
    expect(signIn?.status).toBe(passes ? undefined : 403);
  });
});

describe('an address that asks too much', () => {
  it.each(['/api/v1/links/a~b/series?metric=rttMs', '/api/v1/fleet', '/metrics', '/links/a~b', '/api/v1/session'])(
    'of %s is told when to come again, and others are answered',
    async (path) => {
      const door = made.door();
      const times = (as: string | undefined, peer: string, count: number) =>
        Array.from({ length: count }, () => ask(path, { peer, ...(as ? { as } : {}) }, door)?.status);
      expect(times('read', '203.0.113.7', 4)).toEqual([undefined, undefined, undefined, 429]);
      expect(times(undefined, '203.0.113.7', 1)).toEqual([429]);
      expect(times('read', '203.0.113.8', 1)).toEqual([undefined]);
      expect(times('read', '127.0.0.1', 9)).toEqual(Array(9).fill(undefined));
      const refusal = ask(path, { as: 'read', peer: '203.0.113.7' }, door);
      expect(refusal?.headers.get('retry-after')).toBe('1');
      expect(Problem.parse(await refusal?.json()).detail).toContain('203.0.113.7 asks more than its share');
    },
  );

  it('is answered what costs nothing', () => {
    const door = made.door();
    for (let time = 0; time < 9; time++)
      for (const path of ['/healthz', '/readyz', '/', '/api/v1/stream', '/api/v1/findings'])
        expect(ask(path, { as: 'read', peer: '203.0.113.7' }, door)).toBeUndefined();
  });
});
