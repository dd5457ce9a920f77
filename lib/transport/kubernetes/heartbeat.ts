import { TransportError } from '../transport-error.ts';
import type { ClusterApi, TextAnswer } from './cluster-api.ts';
import { errorOfStatus, statusOf } from './status-error.ts';
import { describeStranger } from './stranger.ts';

/**
 * One answer to "are you there, and do you still know me?". That somebody is there says nothing yet of what we may read.
 * Instants are epoch milliseconds.
 */
export type Beat =
  | { ok: true; at: number; latencyMs: number; clock: ClockDifference | null }
  | { ok: false; at: number; error: TransportError };

/** How far the server's clock is ahead of ours (negative: behind), true within plus or minus `uncertaintyMs`. */
export interface ClockDifference {
  differenceMs: number;
  uncertaintyMs: number;
}

export interface Heartbeat {
  stop(): void;
  /** Asks at once instead of at the next beat. */
  askNow(): void;
}

/** The `Date` header counts whole seconds, cut off. */
const DATE_RESOLUTION_MS = 1_000;

/**
 * Asks `/readyz` every `intervalMs` (default 5 s) with the credentials and sockets of everything else, each time within
 * `deadlineMs` (default 4 s), and tells every outcome. This is what finds an expired token while the watches opened with it
 * live on. Never two questions at a time.
 */
export function startHeartbeat(
  api: ClusterApi,
  options: {
    beat(beat: Beat): void;
    /** Receives what `beat` threw. */
    onDefect(thrown: unknown): void;
    intervalMs?: number;
    deadlineMs?: number;
  },
): Heartbeat {
  const { clock } = api;
  const { intervalMs = 5_000, deadlineMs = 4_000 } = options;
  const stopped = new AbortController();
  let cancelNext = () => {};
  let asking = false;

  async function ask(): Promise<void> {
    if (asking || stopped.signal.aborted) return;
    asking = true;
    cancelNext();
    const startedAt = clock.now();
    const beat = await askReadiness(api, deadlineMs, stopped.signal);
    asking = false;
    if (stopped.signal.aborted) return;
    cancelNext = clock.after(Math.max(0, intervalMs - (clock.now() - startedAt)), run);
    options.beat(beat);
  }

  const run = () => void ask().catch(options.onDefect);
  run();
  return {
    askNow: run,
    stop() {
      stopped.abort();
      cancelNext();
    },
  };
}

async function askReadiness(api: ClusterApi, deadlineMs: number, signal: AbortSignal): Promise<Beat> {
  try {
    const answer = await api.getText('/readyz', { deadlineMs, signal, maxBytes: 64 * 1024 });
    // Hardened clusters forbid the path: the refusal proves that the server is there and knows us, where it is in the
    // words of an API server. Proxies and login pages answer 200 and 403 too.
    const refused = answer.status === 403 && statusOf(answer.body) !== null;
    if (answer.status === 200 && answer.body.trim() !== 'ok')
      return { ok: false, at: answer.receivedAt, error: strangerError(api.server, answer) };
    if (answer.status !== 200 && !refused)
      return {
        ok: false,
        at: answer.receivedAt,
        error: errorOfStatus(answer.status, answer.body, `${api.server}: GET /readyz`, answer),
      };
    return {
      ok: true,
      at: answer.receivedAt,
      latencyMs: answer.durationMs,
      clock: clockDifference(answer.serverDateAt, answer.receivedAt, answer.durationMs),
    };
  } catch (thrown) {
    const error =
      thrown instanceof TransportError ? thrown : new TransportError('unreachable', `GET /readyz: ${String(thrown)}`);
    return { ok: false, at: api.clock.now(), error };
  }
}

/** The API server says `ok` and nothing else (seen on 1.36; https://kubernetes.io/docs/reference/using-api/health-checks/). */
function strangerError(server: string, answer: TextAnswer): TransportError {
  const message = `${server}: no Kubernetes API server: GET /readyz answers ${describeStranger(answer.body, answer.contentType)} (HTTP 200) instead of "ok"`;
  return new TransportError('malformed', message, { status: answer.status, detail: 'not-kubernetes' });
}

/** Our best guess: the server wrote its date half way through the round trip, half way through its second. */
export function clockDifference(
  serverDateAt: number | null,
  receivedAt: number,
  roundTripMs: number,
): ClockDifference | null {
  if (serverDateAt === null) return null;
  return {
    differenceMs: Math.round(serverDateAt + DATE_RESOLUTION_MS / 2 - (receivedAt - roundTripMs / 2)),
    uncertaintyMs: Math.ceil(roundTripMs / 2 + DATE_RESOLUTION_MS / 2),
  };
}
