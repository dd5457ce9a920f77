import 'server-only';
import type { Session } from '#lib/api/session.ts';
import { signedInCookie, signedOutCookie } from '../access/credential.ts';
import { ownDoor, visitorOf } from '../access/door.ts';
import { problem } from './problem.ts';

/** Largest form that is read, bytes. */
const MOST_BYTES = 4000;

/** `GET /api/v1/session`: who asks. */
export async function readSession(headers: Headers): Promise<Session> {
  const book = ownDoor()?.book;
  if (!book) return { access: 'open', name: null, role: null };
  const { name = null, role = null } = visitorOf(headers, book) ?? {};
  return { access: 'tokens', name, role };
}

/** `POST /api/v1/session`: the form of the sign-in page, `token` and `next`. Answers the way on, or the way back with why not. */
export async function signIn(request: Request): Promise<Response> {
  const book = ownDoor()?.book;
  const form = await readForm(request);
  if (!form) return problem(400, 'Bad request', 'the body must be a form with the field token');
  const next = ownPath(form.get('next') ?? '/');
  const token = (form.get('token') ?? '').trim();
  const visitor = book?.find(token);
  if (book && !visitor) {
    const back = new URLSearchParams({ refused: book.fault ? 'file' : 'token', ...(next === '/' ? {} : { next }) });
    return seeOther(`/sign-in?${back}`);
  }
  return seeOther(next, visitor ? signedInCookie(token, visitor.role, request.headers) : undefined);
}

/** `DELETE /api/v1/session`: signs out. */
export function signOut(request: Request): Response {
  return new Response(null, {
    status: 204,
    headers: { 'cache-control': 'no-store', 'set-cookie': signedOutCookie(request.headers) },
  });
}

/** The path of a page of ours; an address elsewhere becomes the first page. */
export function ownPath(text: string): string {
  const base = 'http://causeway.invalid';
  const url = text.startsWith('/') ? URL.parse(text, base) : null;
  return url?.origin === base ? url.pathname + url.search : '/';
}

async function readForm(request: Request): Promise<URLSearchParams | null> {
  if (!request.headers.get('content-type')?.startsWith('application/x-www-form-urlencoded')) return null;
  if (!request.body) return null;
  let text = '';
  const decoder = new TextDecoder();
  for await (const part of request.body) {
    text += decoder.decode(part, { stream: true });
    if (text.length > MOST_BYTES) return null;
  }
  return new URLSearchParams(text);
}

function seeOther(location: string, cookie?: string): Response {
  return new Response(null, {
    status: 303,
    headers: { 'cache-control': 'no-store', location, ...(cookie ? { 'set-cookie': cookie } : {}) },
  });
}
