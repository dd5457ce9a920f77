import 'server-only';
import type { z } from 'zod';
import type { Problem } from '#lib/api/problem.ts';
import { log } from '../log.ts';
import { BadRequest } from '../read-history.ts';

const HEADERS = { 'cache-control': 'no-store' };

/** Answers JSON. */
export function json(body: unknown): Response {
  return Response.json(body, { headers: HEADERS });
}

/** Answers JSON that is encoded already; the parts go out one by one, as fast as they are taken. */
export function jsonParts(parts: readonly Uint8Array[]): Response {
  const left = parts.values();
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const { value, done } = left.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
  return new Response(body, { headers: { ...HEADERS, 'content-type': 'application/json' } });
}

/** Answers an RFC 9457 problem document. */
export function problem(status: number, title: string, detail: string, errors?: Problem['errors']): Response {
  const body: Problem = { type: 'about:blank', title, status, detail, ...(errors ? { errors } : {}) };
  return new Response(JSON.stringify(body), {
    status,
    headers: { ...HEADERS, 'content-type': 'application/problem+json' },
  });
}

/**
 * The frame of every JSON handler: checks the query by its schema, answers 404 where nothing is known, and turns a request
 * that can't be answered into a problem that names the field.
 */
export async function respond<Query extends z.ZodType>(
  request: Request,
  query: Query | null,
  read: (query: z.infer<Query>) => Promise<unknown>,
  missing = 'nothing is known under this id',
): Promise<Response> {
  const given = Object.fromEntries(new URL(request.url).searchParams);
  const parsed = query ? query.safeParse(given) : null;
  if (parsed && !parsed.success) {
    const errors = parsed.error.issues.map((issue) => ({ field: issue.path.join('.'), message: issue.message }));
    return problem(400, 'Bad request', errors.map(({ field, message }) => `${field}: ${message}`).join('; '), errors);
  }
  try {
    const answer = await read(parsed?.data as z.infer<Query>);
    if (answer instanceof Response) return answer;
    return answer === undefined ? problem(404, 'Not found', missing) : json(answer);
  } catch (error) {
    if (error instanceof BadRequest)
      return problem(400, 'Bad request', `${error.field}: ${error.message}`, [
        { field: error.field, message: error.message },
      ]);
    log.error(
      { path: new URL(request.url).pathname },
      error instanceof Error ? (error.stack ?? error.message) : String(error),
    );
    return problem(500, 'Internal error', 'The server failed to answer; its log says why.');
  }
}
