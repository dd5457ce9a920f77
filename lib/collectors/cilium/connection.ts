import { utc } from '#lib/model/utc.ts';
import type { RemoteMemory } from './memory.ts';
import { type Saying, say } from './saying.ts';
import type { Remote } from './scrape.ts';

/** A remote cluster that was not reached yet is not called unreachable for so long. */
const FIRST_CONNECTION_MS = 30_000;
/** etcd's heartbeat is missed after two minutes: without a writer there is one failure in about that time. */
const SHORTEST_BEAT_MS = 60_000;
const LONGEST_BEAT_MS = 300_000;
/** Failures of the same rhythm that make a dead writer. */
const BEATS = 3;

/** One program's own connection to one remote cluster. */
export interface Connection {
  /** Who connects: `KVStoreMesh`, `An agent`. */
  who: string;
  peer: string;
  remote: Remote;
  memory: RemoteMemory;
  /** What was known of the remote cluster is still used here. */
  cached: boolean;
  /** Answers whether an instant has come, and asks to be woken at it. */
  due: (at: number) => boolean;
}

/** Judges a connection by its series: never made, lost at a known time, made again and again, ready. */
export function judgeConnection({ who, peer, remote, memory, cached, due }: Connection): Saying {
  const params = { who, peer };
  if (remote.ready) {
    const fails = memory.failedAt.slice(-BEATS);
    if (isBeat(fails) && !due((fails.at(-1) ?? 0) + LONGEST_BEAT_MS))
      return say(
        'impaired',
        'cilium.writer-dead',
        '{who} is ready for {peer}, with a new connection every few minutes: nobody writes there, the data is frozen',
        params,
        'frozen',
      );
    return say('pass', 'cilium.ready', '{who} is ready for {peer}', params, 'ready');
  }
  if (isUnusable(remote, memory))
    return say(
      'fail',
      'cilium.unusable',
      '{who} reaches {peer}, is never ready for it and has to connect anew: no cluster configuration or heartbeat there',
      params,
      'unconfigured',
    );
  if (remote.failures > 0 || memory.everReady) {
    const since = remote.lastFailureAt === null ? 'a time not told' : utc(remote.lastFailureAt);
    return cached
      ? say(
          'impaired',
          'cilium.lost',
          '{who} lost {peer} at {since}; what was known of it is kept as it was',
          {
            ...params,
            since,
          },
          'lost',
        )
      : say(
          'fail',
          'cilium.lost-and-revoked',
          '{who} lost {peer} at {since}; what was known of it is given up',
          {
            ...params,
            since,
          },
          'given-up',
        );
  }
  if (!due(memory.since + FIRST_CONNECTION_MS))
    return say('none', 'cilium.connection-due', 'The first connection of {who} to {peer} is due', params, 'due');
  return cached
    ? say(
        'impaired',
        'cilium.never-connected-cached',
        '{who} was never ready for {peer} since it started; what was known of it before is kept as it was',
        params,
        'never-ready',
      )
    : say('fail', 'cilium.never-connected', '{who} was never ready for {peer} since it started', params, 'never-ready');
}

/** It fails while it is not ready: what is lost fails once, so it connects each time and gets nothing that it can use. */
function isUnusable({ failures }: Remote, { failedAt, since, everReady }: RemoteMemory): boolean {
  const wasNeverReady = !everReady && failedAt.length > 0 && failures === failedAt.length;
  return wasNeverReady || failedAt.filter((at) => at > since).length > 1;
}

/** Three failures or more, one every few minutes: a lost line fails once and stays lost, a single reconnect is nothing. */
function isBeat(failedAt: readonly number[]): boolean {
  const gaps = failedAt.slice(1).map((at, index) => at - (failedAt[index] ?? at));
  return failedAt.length >= BEATS && gaps.every((gap) => gap >= SHORTEST_BEAT_MS && gap <= LONGEST_BEAT_MS);
}
