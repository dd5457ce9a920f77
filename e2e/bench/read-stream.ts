/** One event of `/api/v1/stream` and when it was here, epoch milliseconds. */
export interface StreamEvent {
  readonly at: number;
  readonly name: string;
  readonly data: string;
}

/** Reads an event stream until `stop` is called; every event so far stands in `events`. */
export class StreamReader {
  readonly events: StreamEvent[] = [];
  readonly #aborter = new AbortController();
  #rest = '';

  static async open(url: string): Promise<StreamReader> {
    const reader = new StreamReader();
    const { body } = await fetch(`${url}/api/v1/stream`, { signal: reader.#aborter.signal });
    if (!body) throw new Error('the stream has no body');
    reader.#read(body).catch((error: unknown) => {
      if (!reader.#aborter.signal.aborted) throw error;
    });
    return reader;
  }

  stop(): void {
    this.#aborter.abort();
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    for await (const bytes of body) this.#take(decoder.decode(bytes, { stream: true }), Date.now());
  }

  #take(text: string, at: number): void {
    const events = (this.#rest + text).split('\n\n');
    this.#rest = events.pop() ?? '';
    for (const event of events) {
      const [, name = ''] = /^event: (.*)$/m.exec(event) ?? [];
      const [, data = ''] = /^data: (.*)$/m.exec(event) ?? [];
      this.events.push({ at, name, data });
    }
  }
}
