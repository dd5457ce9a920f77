import 'server-only';
import type { Role } from '#lib/api/session.ts';
import { credentialOf } from '../access/credential.ts';
import { type Door, visitorOf } from '../access/door.ts';
import { isOwnOrigin } from './origin.ts';
import { problem } from './problem.ts';
import { redirect } from './redirect.ts';

const SAFE = ['GET', 'HEAD', 'OPTIONS'];
/** What is answered to everybody: whether the process lives, and what signing in needs. */
const OPEN = ['/healthz', '/sign-in', '/theme.js', '/icon.svg'];
const SIGN_IN = '/api/v1/session';
/** What a wall shows: the overview; findings are told to it without evidence. */
const ON_WALLS = /^\/(?:wall)?$|^\/api\/v1\/(?:fleet|stream|findings|incidents|session)$/;
/** What reads the history or puts much together for one who asks. */
const HEAVY =
  /^\/metrics$|^\/api\/v1\/(?:fleet|sources|services(?:\/.*)?|openapi\.json|session|reports\/.*|(?:clusters|links)\/[^/]+(?:\/.*)?)$|^\/(?:links|clusters)\//;

/**
 * Whether somebody may ask this at all, by what he shows and how often he asked: the refusal, or nothing. `isPage`: a browser
 * is sent to sign in; everybody else gets a problem.
 */
export function admit(request: Request, { isPage }: { isPage: boolean }, door: Door | undefined): Response | undefined {
  const { pathname } = new URL(request.url);
  const { method, headers } = request;
  if (pathname === '/healthz') return undefined;
  if (!door) return problem(503, 'Starting', 'Causeway is starting; ask again in a second', { headers: after(1) });
  const isChange = !SAFE.includes(method);
  if (isChange && !isOwnOrigin(headers))
    return problem(
      403,
      'Foreign origin',
      'only pages of Causeway itself and programs with a token may change anything',
    );
  const address = HEAVY.test(pathname) ? door.addresses.of(headers) : null;
  const waitS = address === null ? 0 : door.calls.take(address);
  if (waitS > 0)
    return problem(429, 'Too many requests', `${address} asks more than its share; ask again in ${waitS} s`, {
      headers: after(waitS),
    });
  if (!door.book) return pathname === '/sign-in' ? redirect(new URL('/', request.url)) : undefined;
  if (OPEN.includes(pathname) || (pathname === SIGN_IN && method === 'POST')) return undefined;
  const visitor = visitorOf(headers, door.book);
  if (!visitor) return isPage && !isChange ? toSignIn(request) : unknownVisitor(headers);
  return mayAsk(visitor.role, pathname, isChange) ? undefined : forbidden(visitor.role, isPage);
}

function mayAsk(role: Role, pathname: string, isChange: boolean): boolean {
  // Signing out is everybody's.
  if (pathname === SIGN_IN) return true;
  switch (role) {
    case 'act':
      return true;
    case 'read':
      return !isChange;
    case 'wall':
      return !isChange && (ON_WALLS.test(pathname) || OPEN.includes(pathname));
  }
}

function unknownVisitor(headers: Headers): Response {
  const detail = credentialOf(headers)
    ? 'the token is not known here; it may have been revoked'
    : 'a token is needed: Authorization: Bearer TOKEN, or sign in at /sign-in with a browser';
  return problem(401, 'Unauthorised', detail, { headers: { 'www-authenticate': 'Bearer realm="causeway"' } });
}

function forbidden(role: Role, isPage: boolean): Response {
  const detail = `a token of the role "${role}" may not do this; ask for one of another role`;
  if (!isPage) return problem(403, 'Forbidden', detail);
  return new Response(`Causeway: ${detail}.\n`, {
    status: 403,
    headers: { 'cache-control': 'no-store', 'content-type': 'text/plain; charset=utf-8' },
  });
}

/**
 * To the sign-in page, and from there back. Whoever comes from a page elsewhere (a chat, an alert) may well be signed in: the
 * browser keeps the cookie back until one of our own pages asks, so this one asks again.
 */
function toSignIn(request: Request): Response {
  const { pathname, search } = new URL(request.url);
  const site = request.headers.get('sec-fetch-site');
  if (request.method === 'GET' && (site === 'cross-site' || site === 'same-site'))
    return new Response('<!doctype html><meta http-equiv="refresh" content="0"><title>Causeway</title>\n', {
      headers: { 'cache-control': 'no-store', 'content-type': 'text/html; charset=utf-8' },
    });
  const target = new URL('/sign-in', request.url);
  const from = pathname + search;
  if (from !== '/') target.searchParams.set('next', from);
  return redirect(target);
}

function after(seconds: number): Record<string, string> {
  return { 'retry-after': String(seconds) };
}
