/** What stands before and after the data of one event of a server-sent event stream. Data is JSON without line breaks. */
export function eventFrame(event: string, id?: string): [Uint8Array, Uint8Array] {
  const encoder = new TextEncoder();
  return [encoder.encode(`${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: `), encoder.encode('\n\n')];
}

/** One event of a server-sent event stream, encoded. */
export function encodeEvent(event: string, data: unknown, id?: string): Uint8Array {
  const [begin, end] = eventFrame(event, id);
  return Buffer.concat([begin, new TextEncoder().encode(JSON.stringify(data)), end]);
}
