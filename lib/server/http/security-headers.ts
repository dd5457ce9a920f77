import 'server-only';
import { randomBytes } from 'node:crypto';

/** A word that marks the scripts of one answer as ours. */
export function newNonce(): string {
  return randomBytes(16).toString('base64');
}

/**
 * What a browser may do with our pages: nothing is fetched from elsewhere, nobody may frame us, and no script runs but our files
 * and those that bear the nonce. Styles may stand in elements: charts and the map place everything so.
 */
export function contentPolicy(nonce: string): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}'`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Goes with every answer. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  // Others learn nothing. With no-referrer a form of our own would come from the origin "null".
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
};
