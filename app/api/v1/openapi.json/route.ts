import { json } from '#lib/server/http/respond.ts';
import { openapi } from '#lib/server/openapi.ts';

export function GET(): Response {
  return json(openapi());
}
