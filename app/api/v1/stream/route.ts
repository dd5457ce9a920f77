import { StreamQuery } from '#lib/api/stream.ts';
import { respond } from '#lib/server/http/respond.ts';
import { openStream } from '#lib/server/http/stream.ts';

export function GET(request: Request): Promise<Response> {
  return respond(request, StreamQuery, ({ view }) => openStream(request, view));
}
