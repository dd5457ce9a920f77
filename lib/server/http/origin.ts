import 'server-only';
import { credentialOf } from '../access/credential.ts';

/**
 * Whether a request that changes something comes from a page of ours, or from no page at all. Browsers say where a request
 * comes from; a program with a token of its own need not.
 */
export function isOwnOrigin(headers: Headers): boolean {
  const site = headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin' && site !== 'none') return false;
  const origin = headers.get('origin');
  if (origin !== null) {
    const host = hostOf(origin, headers.get('host') ?? '');
    return host !== undefined && URL.parse(origin)?.host === host;
  }
  return site !== null || credentialOf(headers)?.by !== 'cookie';
}

/** The `Host` as the scheme of an origin writes it: without the port that goes without saying. */
function hostOf(origin: string, host: string): string | undefined {
  return URL.parse(`${origin.startsWith('https:') ? 'https' : 'http'}://${host}`)?.host;
}
