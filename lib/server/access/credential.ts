import 'server-only';
import type { Role } from '#lib/api/session.ts';

const COOKIE = 'causeway_token';
const DAY_S = 86_400;
/** A wall hangs for months without a hand; 400 days is the longest that browsers keep a cookie. */
const COOKIE_FOR_S: Record<Role, number> = { wall: 400 * DAY_S, read: 30 * DAY_S, act: 30 * DAY_S };

/** The token of a request and how it came. What a program says outright counts before what a browser adds by itself. */
export function credentialOf(headers: Headers): { token: string; by: 'bearer' | 'cookie' } | null {
  const bearer = headers.get('authorization');
  if (bearer !== null) return { token: /^bearer +(\S+) *$/i.exec(bearer)?.[1] ?? '', by: 'bearer' };
  for (const pair of (headers.get('cookie') ?? '').split(';')) {
    const [name, value = ''] = pair.trim().split('=');
    if (name === COOKIE) return { token: value, by: 'cookie' };
  }
  return null;
}

/** The cookie of somebody who signed in: no script sees it, and no other site's page can make a browser send it. */
export function signedInCookie(token: string, role: Role, headers: Headers): string {
  return cookie(token, COOKIE_FOR_S[role], headers);
}

/** The cookie that takes the other away. */
export function signedOutCookie(headers: Headers): string {
  return cookie('', 0, headers);
}

function cookie(value: string, forS: number, headers: Headers): string {
  const isHttps = (headers.get('x-forwarded-proto') ?? '').split(',')[0]?.trim() === 'https';
  return `${COOKIE}=${value}; Path=/; Max-Age=${forS}; HttpOnly; SameSite=Strict${isHttps ? '; Secure' : ''}`;
}
