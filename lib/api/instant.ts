import { z } from 'zod';

/** An instant at the API: RFC 3339, UTC, with milliseconds. Inside the product instants are epoch milliseconds. */
export const Instant = z.iso.datetime({ precision: 3 }).meta({ description: 'RFC 3339, UTC' });
export type Instant = z.infer<typeof Instant>;

/** Epoch milliseconds to an API instant. Out-of-range values (a hostile clock) are clamped to the years 0 to 9999. */
export function toInstant(ms: number): Instant {
  const clamped = Math.min(Math.max(Math.round(ms), -62_167_219_200_000), 253_402_300_799_999);
  return new Date(clamped).toISOString();
}

export function toInstantOrNull(ms: number | null): Instant | null {
  return ms === null ? null : toInstant(ms);
}

/** A query parameter that names an instant: RFC 3339 with any offset. */
export const InstantParameter = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
