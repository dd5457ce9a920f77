import type { FailureDetail, FailureReason, Permission } from '#lib/model/source.ts';
import { TransportError } from '../transport-error.ts';
import { describeStranger, isWebPage } from './stranger.ts';
import { asRecord, asText } from './unknown-record.ts';

/** A `Status` object of an API server, read leniently. */
export interface StatusWords {
  code: number | undefined;
  reason: string | undefined;
  message: string | undefined;
}

/** Reads a body as a `Status`; null when it is anything else, for example the answer of a proxied exporter. */
export function statusOf(body: unknown): StatusWords | null {
  let value = body;
  if (typeof body === 'string') {
    if (!body.startsWith('{')) return null;
    try {
      value = JSON.parse(body);
    } catch {
      return null;
    }
  }
  const status = asRecord(value);
  if (status?.kind !== 'Status' || status.apiVersion !== 'v1') return null;
  return {
    code: typeof status.code === 'number' ? status.code : undefined,
    reason: asText(status.reason),
    message: asText(status.message),
  };
}

/** Headers of an answer that say more about a failure. */
export interface FailureHeaders {
  'retry-after'?: string | string[] | undefined;
  location?: string | string[] | undefined;
}

/**
 * The failure behind an HTTP status of an API server. `asked` says what was asked for ("GET /apis/x"); the body may be a
 * Status object or anything else.
 */
export function errorOfStatus(
  status: number,
  body: unknown,
  asked: string,
  headers: FailureHeaders = {},
): TransportError {
  const words = statusOf(body);
  const text = typeof body === 'string' ? body : '';
  const said = words?.message ?? words?.reason ?? (isWebPage(text, '') ? describeStranger(text) : text);
  const detail = detailOf(status, words, text, said);
  const seconds = Number(headers['retry-after']);
  const [more, colon] = status >= 300 && status < 400 ? [redirectWords(headers.location), ', '] : [said, ': '];
  return new TransportError(reasonOf(status), `${asked}: HTTP ${status}${more.trim() ? `${colon}${more}` : ''}`, {
    status,
    detail,
    // Nobody would grant anything to whoever did not say who they are.
    permission: status === 403 && detail === undefined ? permissionOf(said) : undefined,
    retryAfterMs: headers['retry-after'] && seconds > 0 ? Math.min(seconds, 300) * 1000 : undefined,
  });
}

/**
 * API servers answer 403 with a Status, and never redirect; 404 of a path that they do not know is plain text. A 401 is first
 * of all about our credentials: whoever stands before an API server to ask for them has words of its own.
 */
function detailOf(status: number, words: StatusWords | null, body: string, said: string): FailureDetail | undefined {
  const strange = words === null && (status === 403 || status === 407 || (status === 401 && isWebPage(body, '')));
  if (status < 400 || strange) return 'not-kubernetes';
  if (status === 403 && said.includes('User "system:anonymous"')) return 'anonymous';
  return reasonOf(status) === 'unreachable' ? 'server-error' : undefined;
}

/** Where a redirect leads, without what may be secret in it. */
function redirectWords(location: FailureHeaders['location']): string {
  const to = URL.parse(String(location ?? ''), 'relative:/');
  if (location === undefined || !to) return 'a redirect';
  return `a redirect to ${to.protocol === 'relative:' ? '' : to.origin}${to.pathname}`;
}

function reasonOf(status: number): FailureReason {
  if (status === 401 || status === 407) return 'unauthorised';
  if (status === 403) return 'forbidden';
  if (status === 408 || status === 504) return 'timeout';
  if (status === 410 || status === 429 || status >= 500) return 'unreachable';
  if (status < 400) return 'malformed';
  // 404: the path, resource or version is not served; 405, 406, 415: not in the way we asked.
  return 'unsupported';
}

/**
 * The verb that RBAC missed, from the words of the API server's authorizer ("cannot list resource \"pods\" in API group
 * \"\" in the namespace \"x\""); they have not changed since Kubernetes 1.12.
 */
export function permissionOf(message: string): Permission | undefined {
  const found =
    /cannot (?<verb>[a-z]+) resource "(?<resource>[^"]{1,200})" in API group "(?<group>[^"]{0,253})"(?: in the namespace "(?<namespace>[^"]{1,63})")?/.exec(
      message,
    )?.groups;
  if (found)
    return {
      verb: found.verb ?? '',
      resource: found.resource ?? '',
      apiGroup: found.group ?? '',
      namespace: found.namespace ?? null,
    };
  const path = /cannot (?<verb>[a-z]+) path "(?<path>[^"]{1,200})"/.exec(message)?.groups;
  return path ? { verb: path.verb ?? '', resource: path.path ?? '', apiGroup: '', namespace: null } : undefined;
}
