import { FleetQuery } from '#lib/api/fleet.ts';
import { respond } from '#lib/server/http/respond.ts';
import { readFleet, readMatrix } from '#lib/server/read.ts';

export function GET(request: Request): Promise<Response> {
  return respond(request, FleetQuery, ({ view }) => (view === 'matrix' ? readMatrix() : readFleet()));
}
