import { TransportError } from './transport-error.ts';

/** A body as text, with its size on the wire. */
export interface BoundedBody {
  text: string;
  bytes: number;
}

/**
 * Reads a body to its end as text (UTF-8, broken sequences replaced); more than `maxBytes` is `malformed` and the rest
 * is never received.
 */
export async function readBody(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
  server: string,
): Promise<BoundedBody> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop early destroys the stream and its connection.
  for await (const chunk of chunks) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes)
      throw new TransportError('malformed', `${server}: the answer is larger than ${maxBytes} bytes`, {
        tooLarge: true,
      });
    parts.push(chunk);
  }
  return { text: new TextDecoder().decode(Buffer.concat(parts, bytes)), bytes };
}

/** The instant of a `Date` header, epoch milliseconds (its resolution is a whole second), or null. */
export function dateOf(header: string | string[] | undefined): number | null {
  const at = typeof header === 'string' ? Date.parse(header) : Number.NaN;
  return Number.isFinite(at) ? at : null;
}
