import { respond } from '#lib/server/http/respond.ts';
import { readSources } from '#lib/server/read.ts';

export function GET(request: Request): Promise<Response> {
  return respond(request, null, readSources);
}
