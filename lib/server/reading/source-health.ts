import type { Heartbeat } from '#lib/collectors/collector.ts';
import type { FailureDetail, FailureReason, Permission, Source } from '#lib/model/source.ts';
import { saidOnce } from '#lib/transport/said-once.ts';
import type { TransportError } from '#lib/transport/transport-error.ts';
import type { Reach } from '../pipeline/cluster-register.ts';
import type { CollectorRunner } from './collector-runner.ts';
import { refusalNotes, type Watched } from './watch-set.ts';

/** A source with what its next description needs. */
export interface Health {
  source: Source;
}

export interface HealthQuestion {
  cluster: string;
  server: string;
  runner: CollectorRunner;
  /** The collector that speaks for the API server itself; the others say that they need it. */
  first: boolean;
  watched: readonly Watched[];
  reach: Reach;
  reachError: TransportError | null;
  discoveryError: TransportError | null;
  absent: boolean;
  notes: readonly string[];
  stretch: number;
  /** By how much later than usual repeated words are read, milliseconds; they hold as much longer. */
  lateMs: number;
  heartbeat: Heartbeat | null;
  previous: Health | undefined;
  now: number;
}

interface Verdict {
  state: Source['state'];
  reason: FailureReason | null;
  detail?: FailureDetail | undefined;
  message: string;
}

/** Describes the health of one source: what is read, what is not, exactly why, and which permission is missing. */
export function sourceHealth(question: HealthQuestion): Health {
  const { cluster, runner, previous, now, heartbeat, watched } = question;
  const { collector } = runner;
  const verdict = judge(question);
  const before = previous?.source;
  const same = before && before.state === verdict.state && before.reason === verdict.reason;
  const failing = verdict.state === 'failed';
  const lastSuccessAt =
    verdict.state === 'ok'
      ? Math.max(runner.lastAnswerAt ?? 0, heartbeat?.at ?? 0) || now
      : (before?.lastSuccessAt ?? null);
  const newTry = failing && before?.nextTryAt !== null && before?.nextTryAt !== undefined && before.nextTryAt <= now;
  return {
    source: {
      id: `${cluster}/${collector.id}`,
      cluster,
      system: collector.id,
      label: collector.label,
      readThrough: readThrough(question),
      state: verdict.state,
      since: same ? before.since : now,
      reason: verdict.reason,
      detail: verdict.detail ?? null,
      message: verdict.message,
      lastSuccessAt,
      durationMs: runner.lastAnswerMs ?? heartbeat?.durationMs ?? null,
      failures: failing ? (same ? before.failures + (newTry ? 1 : 0) : 1) : 0,
      nextTryAt: failing ? nextTryAt(question) : null,
      missing: missing(question),
      notes: notes(question, watched),
    },
  };
}

function judge({
  reach,
  reachError,
  discoveryError,
  absent,
  notes,
  runner,
  watched,
  server,
  first,
}: HealthQuestion): Verdict {
  if (reach.state === 'failed' && reachError) {
    return {
      ...failed(reachError),
      message: first ? reachError.message : `needs the API server ${named(server, reachError.message)}`,
    };
  }
  if (absent) return { state: 'absent', reason: null, message: notes[0] ?? 'not installed here' };
  if (reach.state === 'waiting') return { state: 'waiting', reason: null, message: 'the first answer is still due' };
  const required = watched.filter((one) => one.resource.required);
  const broken = required.find((one) => one.error && !one.watch?.state().connected);
  if (broken?.error) return failed(broken.error);
  if (discoveryError) return failed(discoveryError);
  if (runner.defect) return { state: 'failed', reason: 'malformed', message: runner.defect };
  if (runner.pollFailure) return { state: 'failed', ...runner.pollFailure };
  if (required.some((one) => !one.cache.listed))
    return { state: 'waiting', reason: null, message: 'the first complete list is still due' };
  return { state: 'ok', reason: null, message: '' };
}

function failed({ reason, detail, message }: TransportError): Verdict {
  return { state: 'failed', reason, detail, message };
}

/** A failure with the server that it is of; most name it already. */
const named = (server: string, message: string) => (message.startsWith(server) ? message : `${server}: ${message}`);

function nextTryAt({ watched, reach, now }: HealthQuestion): number {
  const tries = watched.flatMap((one) => (one.error && one.nextTryAt !== null ? [one.nextTryAt] : []));
  return reach.state === 'failed' || tries.length === 0 ? now + 5000 : Math.min(...tries);
}

function missing({ watched, runner, reachError, discoveryError }: HealthQuestion): Permission[] {
  const errors = [...watched.map(({ error }) => error), discoveryError, reachError];
  const all = [...errors.flatMap((error) => error?.permission ?? []), ...runner.missing.values()];
  return [...new Map(all.map((permission) => [JSON.stringify(permission), permission])).values()];
}

function notes(question: HealthQuestion, watched: readonly Watched[]): string[] {
  // While the API server does not answer, every question fails for the reason that the message gives already.
  if (question.reach.state === 'failed') return watched.flatMap(refusalNotes);
  const optional = watched.flatMap((one) =>
    !one.resource.required && one.error && !one.watch?.state().connected
      ? [{ about: one.resource.plural, text: one.error.message }]
      : [],
  );
  return [
    ...(question.absent ? [] : question.notes),
    ...watched.flatMap(refusalNotes),
    ...saidOnce(optional),
    ...(question.stretch > 1.05 && question.runner.budgeted
      ? [
          `more calls than its budget or this machine allows: intervals are ${question.stretch.toFixed(1)} times as long`,
        ]
      : []),
    ...(question.lateMs >= 1000 && watched.some(({ cache }) => cache.listed)
      ? [
          `this machine has too much to do: what only repeats itself is read up to ${Math.round(question.lateMs / 1000)} s later, and holds as much longer`,
        ]
      : []),
  ];
}

function readThrough({ server, runner }: HealthQuestion): string {
  return `${server}, watch${runner.lastAnswerAt === null ? '' : ' and polls'}`;
}
