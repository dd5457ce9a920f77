import type { z } from 'zod';
import { Problem } from '#lib/api/problem.ts';

/** A question to the API that failed; the message is a sentence for the reader, `details` what one would report. */
export class AnswerError extends Error {
  readonly details: string;
  readonly status: number | null;

  constructor(message: string, details: string, status: number | null) {
    super(message);
    this.name = 'AnswerError';
    this.details = details;
    this.status = status;
  }
}

/** A detail of a problem is often half a sentence; the pages put others after it. */
function asSentence(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}

async function explain(response: Response): Promise<AnswerError> {
  const body = await response.text();
  const details = `${response.url} answered ${response.status}\n${body.slice(0, 2000)}`;
  if (response.headers.get('content-type')?.startsWith('application/problem+json')) {
    const problem = Problem.safeParse(JSON.parse(body));
    if (problem.success)
      return new AnswerError(asSentence(problem.data.detail || problem.data.title), details, response.status);
  }
  return new AnswerError(`The server answered with an error (${response.status}).`, details, response.status);
}

/**
 * Asks one endpoint of the API and checks the answer against its schema. Throws an `AnswerError` when the server cannot
 * be reached, refuses, or answers in another shape; an abort by `signal` passes through.
 */
export async function fetchAnswer<Schema extends z.ZodType>(
  url: string,
  schema: Schema,
  signal?: AbortSignal,
): Promise<z.infer<Schema>> {
  let response: Response;
  try {
    response = await fetch(url, { signal, headers: { accept: 'application/json' } });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new AnswerError('The server cannot be reached.', `${url}: ${String(cause)}`, null);
  }
  if (!response.ok) throw await explain(response);
  const answer = schema.safeParse(await response.json());
  if (answer.success) return answer.data;
  const issues = answer.error.issues.slice(0, 10).map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new AnswerError(
    'The server answered in a shape that this page does not know; reload the page to get the current version.',
    `${url}\n${issues.join('\n')}`,
    response.status,
  );
}
