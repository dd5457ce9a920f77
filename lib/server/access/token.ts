import 'server-only';
import { createHash, randomBytes } from 'node:crypto';

/** Longest text that is taken for a token, characters. */
const MOST_CHARACTERS = 200;

/** A new token: 256 random bits behind a prefix by which scanners of leaked secrets know it. */
export function newToken(): string {
  return `causeway_${randomBytes(32).toString('base64url')}`;
}

/**
 * SHA-256 of a token, 32 bytes; null where the text is none. A slow hash would protect what people invent: of 256 random bits
 * nobody finds the one behind a hash, and every request is checked.
 */
export function hashOf(token: string): Buffer | null {
  if (token === '' || token.length > MOST_CHARACTERS) return null;
  return createHash('sha256').update(token, 'utf8').digest();
}
