import { causeway } from '#lib/server/causeway.ts';

/** Ready: every cluster has answered or failed once. */
export async function GET(): Promise<Response> {
  const { engine } = await causeway();
  const waiting = engine.unanswered;
  const body = waiting.length === 0 ? 'ok\n' : `waiting for the first answer of ${waiting.join(', ')}\n`;
  return new Response(body, {
    status: waiting.length === 0 ? 200 : 503,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  });
}
