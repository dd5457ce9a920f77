import { FindingsQuery } from '#lib/api/findings.ts';
import { respond } from '#lib/server/http/respond.ts';
import { readFindings } from '#lib/server/read.ts';

export function GET(request: Request): Promise<Response> {
  return respond(request, FindingsQuery, readFindings);
}
