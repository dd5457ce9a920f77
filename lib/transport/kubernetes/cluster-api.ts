import 'server-only';
import type { Clock } from '#lib/model/clock.ts';
import { abortable, type Deadline, startDeadline } from '../deadline.ts';
import { networkError } from '../network-error.ts';
import { dateOf, readBody } from '../read-body.ts';
import { TransportError } from '../transport-error.ts';
import type { ClusterContext } from './cluster-context.ts';
import { type HandshakeOptions, type Journey, openConnection } from './connection.ts';
import { errorOfStatus, type FailureHeaders } from './status-error.ts';
import { describeStranger, isWebPage } from './stranger.ts';

/** Limits of one question. */
export interface AskOptions {
  /** For everything together: credentials, connection, headers, body. Default 10 s. */
  deadlineMs?: number;
  /** Of the body; default 8 MiB. */
  maxBytes?: number;
  /** Gives up early; the call then rejects with the signal's own reason. */
  signal?: AbortSignal | undefined;
  headers?: Record<string, string>;
}

/** An answer whatever its HTTP status. Instants are epoch milliseconds. */
export interface TextAnswer {
  body: string;
  bytes: number;
  status: number;
  contentType: string;
  /** Where a redirect leads, as the server wrote it. */
  location: string | undefined;
  /** Whole, credentials and retries included. */
  durationMs: number;
  receivedAt: number;
  /** The server's own clock (`Date`, whole seconds), or null. */
  serverDateAt: number | null;
}

export interface JsonAnswer extends Omit<TextAnswer, 'body'> {
  /** Unchecked: of any shape. */
  value: unknown;
}

/** An answer that goes on: a watch. */
export interface StreamAnswer {
  /** Leaving the loop closes the connection. Throws `TransportError`. */
  chunks: AsyncIterable<Uint8Array>;
}

/**
 * One API server as one user. Every question has a deadline and a limit of bytes; every failure is a `TransportError`
 * without secrets. Questions share sockets; rotated credentials and certificates count from the next question on.
 */
export interface ClusterApi {
  /** Name of the context. */
  readonly name: string;
  /** `https://host:port`, free of credentials. */
  readonly server: string;
  readonly clock: Clock;
  /** Whether the configuration allows `pods/exec` here. */
  readonly execAllowed: boolean;
  /** GET of JSON; any status but 2xx is a `TransportError`, and so is a body that isn't JSON. */
  getJson(path: string, options?: AskOptions): Promise<JsonAnswer>;
  /** GET that answers whatever the status is: for proxied services and health checks. */
  getText(path: string, options?: AskOptions): Promise<TextAnswer>;
  /**
   * GET of an endless answer, refused unless 2xx. `deadlineMs` bounds the time to the headers, `silenceMs` every pause
   * after them.
   */
  openStream(path: string, options: AskOptions & { silenceMs: number }): Promise<StreamAnswer>;
  /** For websockets only: address, headers and certificates; never to be logged. */
  handshake(path: string, signal: AbortSignal): Promise<HandshakeOptions>;
  /** Ends all connections; whatever is running rejects. */
  close(): Promise<void>;
}

/** A question under way. */
interface Question extends Journey {
  path: string;
  deadline: Deadline;
  limitMs: number;
  /** The caller's own signal. */
  outer: AbortSignal | undefined;
}

const DEADLINE_MS = 10_000;
const MAX_BYTES = 8 * 1024 * 1024;
const CREDENTIAL_TIMEOUT_MS = 15_000;

/**
 * Opens a cluster; nothing is sent before the first question.
 * @param options.credentialTimeoutMs limit of one run of an exec plug-in, default 15 s
 */
export function openCluster(
  context: ClusterContext,
  options: { clock: Clock; exec?: boolean; credentialTimeoutMs?: number },
): ClusterApi {
  const { clock } = options;
  const connection = openConnection(context, clock, options.credentialTimeoutMs ?? CREDENTIAL_TIMEOUT_MS);
  const { server } = connection;

  const pose = (path: string, limitMs: number, outer: AbortSignal | undefined): Question => ({
    path,
    limitMs,
    outer,
    deadline: startDeadline(clock, limitMs, outer),
    waitingFor: 'an answer',
  });
  const get = (question: Question, headers: Record<string, string>) => {
    const { path, deadline } = question;
    const asked = connection.get(path, headers, deadline.signal, question);
    return abortable(asked, deadline.signal, ({ body }) => void body.destroy());
  };

  /** Says what went wrong in terms of the question: the caller's own abort stays what it is. */
  function failureOf(thrown: unknown, question: Question): unknown {
    const { path, deadline, limitMs, outer, waitingFor } = question;
    if (deadline.passed)
      return new TransportError('timeout', `${server}: GET ${path}: waited ${limitMs} ms for ${waitingFor}`);
    return outer?.aborted ? outer.reason : networkError(thrown, server);
  }

  async function ask(path: string, options: AskOptions): Promise<{ text: TextAnswer; headers: FailureHeaders }> {
    const { deadlineMs = DEADLINE_MS, maxBytes = MAX_BYTES, signal, headers = {} } = options;
    const startedAt = clock.now();
    const question = pose(path, deadlineMs, signal);
    try {
      const answer = await get(question, headers);
      const body = await readBody(answer.body, maxBytes, server);
      const receivedAt = clock.now();
      const text = {
        body: body.text,
        bytes: body.bytes,
        status: answer.statusCode,
        contentType: String(answer.headers['content-type'] ?? ''),
        location: answer.headers.location === undefined ? undefined : String(answer.headers.location),
        durationMs: receivedAt - startedAt,
        receivedAt,
        serverDateAt: dateOf(answer.headers.date),
      };
      return { text, headers: answer.headers };
    } catch (thrown) {
      throw failureOf(thrown, question);
    } finally {
      question.deadline.end();
    }
  }

  async function* untilSilence(body: AsyncIterable<Uint8Array>, question: Question): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of body) {
        question.deadline.restart(question.limitMs);
        yield chunk;
      }
    } catch (thrown) {
      throw failureOf(thrown, question);
    } finally {
      question.deadline.end();
    }
  }

  return {
    name: context.name,
    server,
    clock,
    execAllowed: options.exec ?? false,
    getText: async (path, options = {}) => (await ask(path, options)).text,
    async getJson(path, options = {}) {
      const accept = { accept: 'application/json', ...options.headers };
      const { text, headers } = await ask(path, { ...options, headers: accept });
      const { body, ...answer } = text;
      if (answer.status < 200 || answer.status > 299) throw errorOfStatus(answer.status, body, `GET ${path}`, headers);
      try {
        return { value: JSON.parse(body), ...answer };
      } catch {
        const page = isWebPage(body, answer.contentType);
        const words = page ? `${describeStranger(body, answer.contentType)} instead of JSON` : 'the answer is not JSON';
        const detail = page ? 'not-kubernetes' : undefined;
        throw new TransportError('malformed', `GET ${path}: ${words}`, { status: answer.status, detail });
      }
    },
    async openStream(path, { deadlineMs = DEADLINE_MS, signal, headers = {}, silenceMs }) {
      const question = pose(path, deadlineMs, signal);
      try {
        const answer = await get(question, headers);
        if (answer.statusCode < 200 || answer.statusCode > 299) {
          const body = await readBody(answer.body, MAX_BYTES, server);
          throw errorOfStatus(answer.statusCode, body.text, `GET ${path}`, answer.headers);
        }
        question.limitMs = silenceMs;
        question.waitingFor = 'the next event';
        question.deadline.restart(silenceMs);
        return { chunks: untilSilence(answer.body, question) };
      } catch (thrown) {
        question.deadline.end();
        throw failureOf(thrown, question);
      }
    },
    handshake: (path, signal) => abortable(connection.handshake(path, signal), signal),
    close: () => connection.close(),
  };
}
