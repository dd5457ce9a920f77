import { readMetrics } from '#lib/server/metrics.ts';

export async function GET(): Promise<Response> {
  const { body, contentType } = await readMetrics();
  return new Response(body, { headers: { 'content-type': contentType, 'cache-control': 'no-store' } });
}
