import 'server-only';
import type { Poll, PollAnswer } from '#lib/collectors/collector.ts';
import type { Permission } from '#lib/model/source.ts';
import { plain } from '#lib/model/words.ts';
import { readFileText } from '#lib/transport/file-text.ts';
import type { HttpClient } from '#lib/transport/http.ts';
import type { ClusterApi } from '#lib/transport/kubernetes/cluster-api.ts';
import { execInPod } from '#lib/transport/kubernetes/exec.ts';
import { askPod } from '#lib/transport/kubernetes/pod-proxy.ts';
import { askService } from '#lib/transport/kubernetes/service-proxy.ts';
import { TransportError } from '#lib/transport/transport-error.ts';

/** Largest answer of a poll, bytes. */
const MAX_BYTES = 4 * 1024 * 1024;

/** What a poll that failed misses, beside its answer. */
export interface AskedPoll {
  answer: PollAnswer;
  error: TransportError | null;
  missing: Permission | null;
}

/** Asks one poll. Never rejects: a failure is an answer. */
export async function askPoll(api: ClusterApi, http: HttpClient, poll: Poll): Promise<AskedPoll> {
  const startedAt = api.clock.now();
  const limits = { deadlineMs: poll.deadlineMs, maxBytes: MAX_BYTES };
  const failed = (error: TransportError): AskedPoll => ({
    answer: {
      key: poll.key,
      at: api.clock.now(),
      durationMs: api.clock.now() - startedAt,
      result: { ok: false, reason: error.reason, message: error.message },
    },
    error,
    missing: error.permission ?? null,
  });
  try {
    const { ask } = poll;
    if (ask.kind === 'file') {
      const { body, modifiedAt } = await readFileText(ask.path, MAX_BYTES);
      const durationMs = api.clock.now() - startedAt;
      const result = { ok: true as const, status: 200, body };
      return { answer: { key: poll.key, at: modifiedAt, durationMs, result }, error: null, missing: null };
    }
    if (ask.kind === 'exec') {
      // The command ends itself before we stop to listen: nobody else ends it on the node.
      const limitSeconds = ask.brief ? null : Math.max(1, Math.floor(poll.deadlineMs / 1000) - 1);
      const { stdout, stderr, exitCode, durationMs } = await execInPod(api, { ...ask, limitSeconds }, limits);
      if (exitCode !== 0)
        return failed(
          new TransportError('unsupported', `${ask.command[0]} ended with ${exitCode}: ${plain(stderr, 200)}`),
        );
      const result = { ok: true as const, status: 200, body: stdout };
      return { answer: { key: poll.key, at: api.clock.now(), durationMs, result }, error: null, missing: null };
    }
    const headers = ask.headers ?? {};
    const answer =
      ask.kind === 'get'
        ? { outcome: 'answer' as const, ...(await api.getText(ask.path, { ...limits, headers })) }
        : ask.kind === 'http'
          ? { outcome: 'answer' as const, ...(await http.get(ask.url, { ...limits, headers })) }
          : ask.kind === 'pod-proxy'
            ? await askPod(api, ask, { ...limits, headers })
            : await askService(api, ask, { ...limits, headers });
    if (answer.outcome !== 'answer') return failed(answer.error);
    const result = { ok: true as const, status: answer.status, body: answer.body };
    return {
      answer: { key: poll.key, at: answer.receivedAt, durationMs: answer.durationMs, result },
      error: null,
      missing: null,
    };
  } catch (thrown) {
    if (thrown instanceof TransportError) return failed(thrown);
    throw thrown;
  }
}
