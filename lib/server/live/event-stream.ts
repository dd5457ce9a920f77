/** One event of a server-sent event stream, encoded. `data` is JSON without line breaks. */
export function encodeEvent(event: string, data: unknown, id?: string): Uint8Array {
  return new TextEncoder().encode(
    `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`,
  );
}
