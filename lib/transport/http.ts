import 'server-only';
import { Agent, type Dispatcher, request } from 'undici';
import type { Clock } from '#lib/model/clock.ts';
import { abortable, startDeadline } from './deadline.ts';
import { networkError } from './network-error.ts';
import { dateOf, readBody } from './read-body.ts';
import { TransportError } from './transport-error.ts';

export interface HttpOptions {
  /** For everything together, default 10 s. */
  deadlineMs?: number;
  /** Default 8 MiB. */
  maxBytes?: number;
  signal?: AbortSignal;
  headers?: Record<string, string>;
}

/** An answer whatever its status. Instants are epoch milliseconds. */
export interface HttpAnswer {
  body: string;
  status: number;
  contentType: string;
  durationMs: number;
  receivedAt: number;
  /** The server's `Date`, whole seconds, or null. */
  serverDateAt: number | null;
}

/** Plain HTTP(S) for sources outside of clusters: exporters reached by URL. */
export interface HttpClient {
  /** GET; redirects are not followed. Throws `TransportError`; addresses in messages carry no credentials and no query. */
  get(url: string, options?: HttpOptions): Promise<HttpAnswer>;
  close(): Promise<void>;
}

/** @param options.ca PEM of a further CA; without it the system's count */
export function openHttp(options: { clock: Clock; ca?: string }): HttpClient {
  const { clock } = options;
  const connect = { keepAlive: true, ...(options.ca ? { ca: options.ca } : {}) };
  const dispatcher: Dispatcher = new Agent({ allowH2: false, keepAliveTimeout: 45_000, connect });
  return {
    async get(address, { deadlineMs = 10_000, maxBytes = 8 * 1024 * 1024, signal, headers = {} } = {}) {
      const url = URL.parse(address);
      if (!url || !/^https?:$/.test(url.protocol))
        throw new TransportError('unsupported', 'not an http or https address');
      const shown = `${url.origin}${url.pathname}`;
      const startedAt = clock.now();
      const deadline = startDeadline(clock, deadlineMs, signal);
      try {
        const asked = request(url, {
          dispatcher,
          signal: deadline.signal,
          headers: { 'user-agent': 'causeway', ...headers },
          headersTimeout: 0,
          bodyTimeout: 0,
        });
        const answer = await abortable(asked, deadline.signal, (late) => void late.body.destroy());
        const { text } = await readBody(answer.body, maxBytes, shown);
        const receivedAt = clock.now();
        return {
          body: text,
          status: answer.statusCode,
          contentType: String(answer.headers['content-type'] ?? ''),
          durationMs: receivedAt - startedAt,
          receivedAt,
          serverDateAt: dateOf(answer.headers.date),
        };
      } catch (thrown) {
        if (deadline.passed) throw new TransportError('timeout', `${shown}: no answer within ${deadlineMs} ms`);
        if (signal?.aborted) throw signal.reason;
        throw networkError(thrown, shown);
      } finally {
        deadline.end();
      }
    },
    close: () => dispatcher.destroy(),
  };
}
