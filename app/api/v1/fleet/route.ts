import { FleetQuery } from '#lib/api/fleet.ts';
import { jsonParts, respond } from '#lib/server/http/respond.ts';
import { readFleet } from '#lib/server/read.ts';

export function GET(request: Request): Promise<Response> {
  return respond(request, FleetQuery, async ({ view }) =>
    jsonParts(await readFleet(view), { asIs: view === 'matrix' }),
  );
}
