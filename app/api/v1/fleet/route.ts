import { FleetQuery } from '#lib/api/fleet.ts';
import { encodedJson, respond } from '#lib/server/http/respond.ts';
import { readFleet } from '#lib/server/read.ts';

export function GET(request: Request): Promise<Response> {
  return respond(request, FleetQuery, async ({ view }) => encodedJson(request, await readFleet(view)));
}
