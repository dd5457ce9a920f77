import { ServicesQuery } from '#lib/api/services.ts';
import { respond } from '#lib/server/http/respond.ts';
import { readServices } from '#lib/server/read-services.ts';

export function GET(request: Request): Promise<Response> {
  return respond(request, ServicesQuery, readServices);
}
