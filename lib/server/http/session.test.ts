import { rmSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { MadeDoor } from '../access/made-door.ts';
import { ownPath, readSession, signIn, signOut } from './session.ts';

const shared = globalThis as { causewayDoor?: unknown };
let made: MadeDoor;
beforeEach(async () => {
  made = new MadeDoor();
  made.add('ann', 'read');
  made.add('screen', 'wall');
  await made.book.look();
  shared.causewayDoor = made.door();
});
afterEach(() => {
  delete shared.causewayDoor;
  made.remove();
});

const post = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
  signIn(
    new Request('http://causeway.lan/api/v1/session', { method: 'POST', headers, body: new URLSearchParams(fields) }),
  );
const told = ({ status, headers }: Response) => [status, headers.get('location'), headers.get('set-cookie')];

it('a known token becomes a cookie that no script and no other site can use, and leads on', async () => {
  const token = made.tokens.get('ann') ?? '';
  const flags = 'Path=/; Max-Age=2592000; HttpOnly; SameSite=Strict';
  expect(told(await post({ token, next: '/links/a~b?x=1' }))).toEqual([
    303,
    '/links/a~b?x=1',
    `causeway_token=${token}; ${flags}`,
  ]);
  const https = await post({ token: ` ${token}\n` }, { 'x-forwarded-proto': 'https' });
  expect(told(https)).toEqual([303, '/', `causeway_token=${token}; ${flags}; Secure`]);
  const wall = await post({ token: made.tokens.get('screen') ?? '' });
  expect(wall.headers.get('set-cookie')).toContain('Max-Age=34560000;');
});

it('another token leads back, says why, and says nothing of itself', async () => {
  expect(told(await post({ token: 'causeway_wrong', next: '/sources' }))).toEqual([
    303,
    '/sign-in?refused=token&next=%2Fsources',
    null,
  ]);
  expect(told(await post({}))).toEqual([303, '/sign-in?refused=token', null]);
  rmSync(made.file);
  await made.book.look();
  expect(told(await post({ token: 'causeway_wrong' }))).toEqual([303, '/sign-in?refused=file', null]);
});

it.each([
  ['no form', { body: '{"token":"x"}', headers: { 'content-type': 'application/json' } }],
  ['a form that is too large', { body: new URLSearchParams({ token: 'x'.repeat(5000) }) }],
  ['nothing at all', { headers: { 'content-type': 'application/x-www-form-urlencoded' } }],
])('%s is a bad request', async (_, init) => {
  expect((await signIn(new Request('http://causeway.lan/', { method: 'POST', ...init }))).status).toBe(400);
});

it.each([
  ['/', '/'],
  ['/links/a~b?from=1#x', '/links/a~b?from=1'],
  ['//evil.example/x', '/'],
  ['/\\evil.example', '/'],
  ['/\t/evil.example', '/'],
  ['https://evil.example', '/'],
  ['javascript:alert(1)', '/'],
  ['', '/'],
])('%j leads to %s', (text, path) => {
  expect(ownPath(text)).toBe(path);
});

it('says who asks', async () => {
  const as = (token: string | undefined) => readSession(new Headers({ authorization: `Bearer ${token}` }));
  expect(await as(made.tokens.get('screen'))).toEqual({ access: 'tokens', name: 'screen', role: 'wall' });
  shared.causewayDoor = made.door(null);
  expect(await as('x')).toEqual({ access: 'open', name: null, role: null });
});

it('signing out takes the cookie away', () => {
  const { status, headers } = signOut(new Request('http://causeway.lan/', { method: 'DELETE' }));
  expect([status, headers.get('set-cookie')]).toEqual([
    204,
    'causeway_token=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict',
  ]);
});
