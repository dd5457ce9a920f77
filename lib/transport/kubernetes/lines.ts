/** One line of a stream without its line break. */
export interface Line {
  /** At most `maxBytes` of it. */
  text: string;
  /** Its whole size. */
  bytes: number;
  /** True when the rest was thrown away. */
  cut: boolean;
}

/** Splits a stream of UTF-8 into lines; of a line that is longer than `maxBytes` only the start is kept in memory. */
export async function* splitLines(chunks: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Line> {
  const decoder = new TextDecoder();
  let parts: Uint8Array[] = [];
  let kept = 0;
  let bytes = 0;

  function keep(part: Uint8Array): void {
    bytes += part.byteLength;
    const room = maxBytes - kept;
    if (room <= 0) return;
    parts.push(part.subarray(0, room));
    kept += Math.min(room, part.byteLength);
  }
  function finish(): Line {
    const line = { text: decoder.decode(Buffer.concat(parts)), bytes, cut: bytes > kept };
    parts = [];
    kept = 0;
    bytes = 0;
    return line;
  }

  for await (const chunk of chunks) {
    let from = 0;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      keep(chunk.subarray(from, at));
      from = at + 1;
      yield finish();
    }
    if (from < chunk.byteLength) keep(chunk.subarray(from));
  }
  if (bytes > 0) yield finish();
}
