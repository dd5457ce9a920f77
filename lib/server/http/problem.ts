import 'server-only';
import type { Problem } from '#lib/api/problem.ts';

/** Answers an RFC 9457 problem document. */
export function problem(
  status: number,
  title: string,
  detail: string,
  more: { errors?: Problem['errors']; headers?: Record<string, string> } = {},
): Response {
  const { errors, headers } = more;
  const body: Problem = { type: 'about:blank', title, status, detail, ...(errors ? { errors } : {}) };
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'cache-control': 'no-store', 'content-type': 'application/problem+json', ...headers },
  });
}
