import { respond } from '#lib/server/http/respond.ts';
import { openapi } from '#lib/server/openapi.ts';

export function GET(request: Request): Promise<Response> {
  return respond(request, null, async () => openapi());
}
