import { StreamQuery } from '#lib/api/stream.ts';
import { problem } from '#lib/server/http/respond.ts';
import { openStream } from '#lib/server/http/stream.ts';

export async function GET(request: Request): Promise<Response> {
  const query = StreamQuery.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  if (!query.success)
    return problem(400, 'Bad request', 'view: must be full or matrix', [
      { field: 'view', message: 'must be full or matrix' },
    ]);
  return openStream(request, query.data.view);
}
