import 'server-only';
import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import { startDeadline } from '../deadline.ts';
import { networkError } from '../network-error.ts';
import { readBody } from '../read-body.ts';
import { TransportError } from '../transport-error.ts';
import type { ClusterApi } from './cluster-api.ts';
import { ExecChannels } from './exec-channels.ts';
import { errorOfStatus } from './status-error.ts';

/** A command in a pod. */
export interface ExecQuestion {
  namespace: string;
  pod: string;
  container?: string;
  command: readonly string[];
  /**
   * Written into the command as `timeout N`: nobody else ends it on the node when we go. Whole seconds. Null where the image has
   * no `timeout` and the command ends by itself.
   */
  limitSeconds: number | null;
}

export interface ExecOptions {
  /** For everything together; default the command's limit and 10 s. */
  deadlineMs?: number;
  /** Of stdout and stderr together, default 1 MiB; more ends the call as `malformed`. */
  maxBytes?: number;
  signal?: AbortSignal;
}

/** The outcome of a command that ran, whatever its exit code; 124 and 143 are what `timeout` leaves behind. */
export interface ExecAnswer {
  stdout: string;
  stderr: string;
  exitCode: number;
  durationMs: number;
}

/** v5 can end streams one by one; v4 is what servers before 1.29 speak. We send nothing, so the two read alike. */
const PROTOCOLS = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];
const PING_EVERY_MS = 5_000;
const MAX_REFUSAL_BYTES = 64 * 1024;

/**
 * Runs one command through `pods/exec`; refused without a request where the cluster's configuration does not turn it on.
 * Throws `TransportError`: `forbidden` names the missing verb, `timeout` covers a silent network (pings) as well.
 * Whatever happens, the websocket is cut, not closed: after a polite close API servers keep their side open until the
 * command ends.
 */
export async function execInPod(
  api: ClusterApi,
  question: ExecQuestion,
  options: ExecOptions = {},
): Promise<ExecAnswer> {
  if (!api.execAllowed) throw new TransportError('unsupported', `pods/exec is not turned on for cluster ${api.name}`);
  const { clock } = api;
  const { deadlineMs = ((question.limitSeconds ?? 10) + 10) * 1000, maxBytes = 1024 * 1024, signal } = options;
  const which = `exec in ${question.namespace}/${question.pod}`;
  const startedAt = clock.now();
  const deadline = startDeadline(clock, deadlineMs, signal);
  try {
    const { url, headers, tls } = await api.handshake(pathOf(question), deadline.signal);
    const socket = new WebSocket(url, PROTOCOLS, {
      ...tls,
      headers,
      perMessageDeflate: false,
      maxPayload: 64 * 1024 * 1024,
    });
    const channels = await talk(socket, api, which, maxBytes, deadline.signal);
    return { ...channels.outcome(which), durationMs: clock.now() - startedAt };
  } catch (thrown) {
    if (deadline.passed) throw new TransportError('timeout', `${which}: not finished within ${deadlineMs} ms`);
    if (signal?.aborted) throw signal.reason;
    throw networkError(thrown, api.server);
  } finally {
    deadline.end();
  }
}

function talk(
  socket: WebSocket,
  api: ClusterApi,
  which: string,
  maxBytes: number,
  signal: AbortSignal,
): Promise<ExecChannels> {
  const channels = new ExecChannels(maxBytes);
  let answered = true;
  let cancelPing = () => {};
  const { promise, resolve, reject } = Promise.withResolvers<ExecChannels>();

  function ping(): void {
    if (!answered) {
      reject(new TransportError('timeout', `${which}: the connection went silent`));
      return;
    }
    answered = false;
    socket.ping();
    cancelPing = api.clock.after(PING_EVERY_MS, ping);
  }
  const giveUp = () => reject(signal.reason);
  if (signal.aborted) giveUp();
  signal.addEventListener('abort', giveUp, { once: true });
  socket.on('open', ping);
  socket.on('pong', () => {
    answered = true;
  });
  socket.on('message', (data: Buffer) => {
    answered = true;
    if (!channels.take(data)) reject(new TransportError('malformed', `${which}: wrote more than ${maxBytes} bytes`));
    if (channels.finished) resolve(channels);
  });
  socket.on('unexpected-response', (_request, response: IncomingMessage) => {
    refusalOf(response, which).then(reject, reject);
  });
  socket.on('error', reject);
  socket.on('close', (code) => {
    reject(new TransportError('unreachable', `${which}: the connection ended (${code}) before the command did`));
  });
  return promise.finally(() => {
    cancelPing();
    signal.removeEventListener('abort', giveUp);
    socket.terminate();
  });
}

/** The API server's own words, which a websocket client throws away with the body. */
async function refusalOf(response: IncomingMessage, which: string): Promise<TransportError> {
  const status = response.statusCode ?? 0;
  const { text } = await readBody(response, MAX_REFUSAL_BYTES, which);
  const error = errorOfStatus(status, text, which);
  if (status !== 403 || error.permission) return error;
  // 1.36 asks for get and create, and of a missing create it says nothing at all: "pods \"x\" is forbidden: ".
  return new TransportError('forbidden', `${error.message} (pods/exec needs the verbs get and create)`, {
    status,
    permission: { verb: 'create', resource: 'pods/exec', apiGroup: '', namespace: null },
  });
}

function pathOf({ namespace, pod, container, command, limitSeconds }: ExecQuestion): string {
  const query = new URLSearchParams({ stdout: 'true', stderr: 'true' });
  if (container) query.set('container', container);
  const limit = limitSeconds === null ? [] : ['timeout', String(Math.ceil(limitSeconds))];
  for (const word of [...limit, ...command]) query.append('command', word);
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/exec?${query}`;
}
