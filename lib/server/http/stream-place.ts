import 'server-only';
import { type Door, visitorOf } from '../access/door.ts';
import { problem } from './problem.ts';

/** A place among the open streams. */
export interface StreamPlace {
  /** Runs `end` when the token that opened the stream is revoked. */
  whenRevoked(end: () => void): void;
  /** Gives the place back; once is enough. */
  leave(): void;
}

/** Takes a place for one stream; the refusal where an address has too many, or the token is known no more. */
export function takePlace(headers: Headers, door: Door | undefined): StreamPlace | Response {
  const book = door?.book;
  const visitor = book ? visitorOf(headers, book) : null;
  if (book && !visitor) return problem(401, 'Unauthorised', 'the token is not known here; it may have been revoked');
  const address = door?.addresses.of(headers) ?? null;
  const giveBack = address === null || !door ? () => {} : door.streams.enter(address);
  if (!giveBack)
    return problem(429, 'Too many streams', `${address} holds too many streams open; close some, then ask again`, {
      headers: { 'retry-after': '10' },
    });
  let forget = () => {};
  return {
    whenRevoked(end) {
      if (book && visitor) forget = book.onRevoked(visitor, end);
    },
    leave() {
      giveBack();
      forget();
    },
  };
}
