import { respond } from '#lib/server/http/respond.ts';
import { readSession, signIn, signOut } from '#lib/server/http/session.ts';

export function GET(request: Request): Promise<Response> {
  return respond(request, null, () => readSession(request.headers));
}

export const POST = signIn;
export const DELETE = signOut;
