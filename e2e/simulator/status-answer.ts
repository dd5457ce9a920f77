import type { ServerResponse } from 'node:http';

const REASONS: Record<number, string> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  410: 'Expired',
  500: 'InternalError',
  503: 'ServiceUnavailable',
};

/** The Status object that Kubernetes answers with instead of what was asked for. */
export const statusBody = (code: number, message: string, details?: Record<string, unknown>) => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message,
  reason: REASONS[code] ?? 'Unknown',
  ...(details ? { details } : {}),
  code,
});

export function answerJson(response: ServerResponse, body: unknown, code = 200): ServerResponse {
  const text = Buffer.from(`${JSON.stringify(body)}\n`);
  response.writeHead(code, {
    'Content-Type': 'application/json',
    'Content-Length': text.length,
    'Cache-Control': 'no-cache, private',
  });
  return response.end(text);
}

export const answerStatus = (
  response: ServerResponse,
  code: number,
  message: string,
  details?: Record<string, unknown>,
): ServerResponse => answerJson(response, statusBody(code, message, details), code);

export function answerText(
  response: ServerResponse,
  body: string,
  code = 200,
  contentType = 'text/plain; charset=utf-8',
): ServerResponse {
  response.writeHead(code, { 'Content-Type': contentType, 'Content-Length': Buffer.byteLength(body) });
  return response.end(body);
}
