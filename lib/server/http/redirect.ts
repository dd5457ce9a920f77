import 'server-only';

/** Sends on to another address by the same method. `Response.redirect` would take no further headers. */
export function redirect(to: URL): Response {
  return new Response(null, { status: 307, headers: { 'cache-control': 'no-store', location: to.href } });
}
