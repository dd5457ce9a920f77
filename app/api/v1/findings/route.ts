import { FindingsQuery } from '#lib/api/findings.ts';
import { wallFindings } from '#lib/server/answers/wall-answer.ts';
import { respond } from '#lib/server/http/respond.ts';
import { readSession } from '#lib/server/http/session.ts';
import { readFindings } from '#lib/server/read.ts';

export function GET(request: Request): Promise<Response> {
  return respond(request, FindingsQuery, async (query) => {
    const { access, role } = await readSession(request.headers);
    const findings = await readFindings(query);
    // Whoever is known no more by now is told no more than a wall.
    return access === 'open' || role === 'read' || role === 'act' ? findings : wallFindings(findings);
  });
}
