import 'server-only';
import { z } from 'zod';
import type { Problem } from '#lib/api/problem.ts';
import { BadRequest } from '../bad-request.ts';
import { log } from '../log.ts';
import { problem } from './problem.ts';

const HEADERS = { 'cache-control': 'no-store' };

/** Answers JSON. */
function json(body: unknown): Response {
  return Response.json(body, { headers: HEADERS });
}

/**
 * Answers JSON that is encoded already; the parts go out one by one, as fast as they are taken. `asIs`: the web server may not
 * compress it. It would do so for each viewer anew: of a quarter of a megabyte that took four times as long as all the rest.
 */
export function jsonParts(parts: readonly Uint8Array[], { asIs }: { asIs: boolean }): Response {
  const left = parts.values();
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const { value, done } = left.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
  const asIsHeader = asIs ? { 'cache-control': `${HEADERS['cache-control']}, no-transform` } : {};
  return new Response(body, { headers: { ...HEADERS, ...asIsHeader, 'content-type': 'application/json' } });
}

/** A request whose parameters are wrong: every one is named. */
function badRequest(errors: NonNullable<Problem['errors']>): Response {
  const detail = errors.map(({ field, message }) => `${field}: ${message}`).join('; ');
  return problem(400, 'Bad request', detail, { errors });
}

/** What is wrong with a query: an issue each, and one for each parameter that is not known. */
function faultsOf(issues: readonly z.core.$ZodIssue[], known: readonly string[]): NonNullable<Problem['errors']> {
  const there = known.length > 0 ? `there are ${known.join(', ')}` : 'there are none';
  return issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((field) => ({ field, message: `is not a parameter here; ${there}` }))
      : [{ field: issue.path.join('.'), message: issue.message }],
  );
}

/** Parameters that are given more than once: none of them is a list, and which one was meant can't be known. */
function repeated(query: URLSearchParams): NonNullable<Problem['errors']> {
  return [...new Set(query.keys())].flatMap((field) => {
    const times = query.getAll(field).length;
    return times > 1 ? [{ field, message: `is given ${times} times; give it once` }] : [];
  });
}

const NO_QUERY = z.strictObject({});

/**
 * The frame of every JSON handler: checks the query by its schema, answers 404 where nothing is known, and turns a request
 * that can't be answered into a problem that names the field.
 */
export async function respond<Query extends z.ZodObject>(
  request: Request,
  query: Query | null,
  read: (query: z.infer<Query>) => Promise<unknown>,
  missing = 'nothing is known under this id',
): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  const twice = repeated(searchParams);
  if (twice.length > 0) return badRequest(twice);
  const schema = query ?? NO_QUERY;
  const parsed = schema.safeParse(Object.fromEntries(searchParams));
  if (!parsed.success) return badRequest(faultsOf(parsed.error.issues, Object.keys(schema.shape)));
  try {
    const answer = await read(parsed.data as z.infer<Query>);
    if (answer instanceof Response) return answer;
    return answer === undefined ? problem(404, 'Not found', missing) : json(answer);
  } catch (error) {
    if (error instanceof BadRequest) return badRequest([{ field: error.field, message: error.message }]);
    log.error({ path: pathname }, error instanceof Error ? (error.stack ?? error.message) : String(error));
    return problem(500, 'Internal error', 'The server failed to answer; its log says why.');
  }
}
