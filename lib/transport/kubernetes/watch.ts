import 'server-only';
import { TransportError } from '../transport-error.ts';
import type { ClusterApi } from './cluster-api.ts';
import type { KubeObject, Refused } from './kube-object.ts';
import { listResource, readResourceVersion } from './list.ts';
import { type ResourceRef, resourceName } from './resource-ref.ts';
import { followWatch } from './watch-stream.ts';

/** What a watch tells. All optional; an exception of one is handed to `onDefect` and changes nothing. */
export interface WatchHandlers {
  /** A complete list: everything known before is replaced. */
  replaced?(objects: KubeObject[]): void;
  upserted?(object: KubeObject): void;
  deleted?(object: KubeObject): void;
  /** Something arrived: a list, an event, a bookmark. */
  alive?(at: number): void;
  /** One object that is too large or malformed and was left out; the last good version stays until the next list. */
  skipped?(refused: Refused): void;
  /** A try failed; the next one is due at `nextTryAt`. What is known stays known, and grows old. */
  failed?(error: TransportError, nextTryAt: number): void;
}

export interface WatchOptions extends WatchHandlers {
  /** Receives what a handler threw: a defect of ours, not of the cluster. */
  onDefect(thrown: unknown): void;
  /**
   * Reads who the cluster is (UID of kube-system), or null when it can't be known; another answer than before means
   * another cluster behind the same address, and everything is listed anew.
   */
  identity?(): Promise<string | null>;
  /** Of one object, default 1 MiB. */
  maxObjectBytes?: number;
  /** Objects per page, default 500. */
  pageSize?: number;
  /** Of one question (a page of a list, the opening of a watch), default 15 s. */
  deadlineMs?: number;
  /** After so long a silence all is listed anew, default 150 s: bookmarks come every 60 s, the first after up to 121 s (seen). */
  silenceMs?: number;
  /** A complete list at least this often, default 30 min. */
  relistEveryMs?: number;
  /** Between 0 and 1, for jitter. */
  random?(): number;
}

/** Where a watch stands. Instants are epoch milliseconds. */
export interface WatchState {
  /** True from the first complete list on, as long as nothing failed since. */
  connected: boolean;
  listedAt: number | null;
  aliveAt: number | null;
  failures: number;
  /** Counts starts: whatever belongs to an older one is never told. */
  generation: number;
}

export interface Watch {
  readonly ref: ResourceRef;
  state(): WatchState;
  /** Starts, unless it runs already. */
  start(): void;
  /** Ends; nothing is told afterwards. */
  stop(): void;
  /** Lists anew now, also in the middle of a pause. */
  relist(): void;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Keeps a consumer up to date with one resource: complete list, then changes, for ever. Lists anew after 410, after any
 * connection that broke (a restored etcd may have reused the versions in between), when resource versions go back, when
 * the cluster is another one, and every half hour.
 */
export function watchResource(api: ClusterApi, ref: ResourceRef, options: WatchOptions): Watch {
  const { clock } = api;
  const {
    maxObjectBytes = 1024 * 1024,
    pageSize = 500,
    deadlineMs = 15_000,
    silenceMs = 150_000,
    relistEveryMs = 30 * 60_000,
    random = Math.random,
  } = options;
  const state: WatchState = { connected: false, listedAt: null, aliveAt: null, failures: 0, generation: 0 };
  let stopRunning: (() => void) | null = null;
  let hurry: (() => void) | null = null;
  let relistAsked = false;

  async function run(generation: number, stopped: AbortSignal): Promise<void> {
    const current = () => generation === state.generation && !stopped.aborted;
    const tell = (call: () => unknown) => {
      if (!current()) return;
      try {
        const answer = call();
        if (answer instanceof Promise) answer.catch(options.onDefect);
      } catch (thrown) {
        options.onDefect(thrown);
      }
    };
    const alive = () => {
      if (!current()) return;
      state.aliveAt = clock.now();
      tell(() => options.alive?.(clock.now()));
    };
    const skipped = (refused: Refused) => tell(() => options.skipped?.(refused));
    let version: string | null = null;
    let identity: string | null = null;
    let expiredInARow = 0;

    while (current()) {
      const round = new AbortController();
      const endRound = () => round.abort();
      stopped.addEventListener('abort', endRound, { once: true });
      hurry = endRound;
      if (relistAsked) version = null;
      relistAsked = false;
      const signal = round.signal;
      try {
        const seen: string | null = (await options.identity?.()) ?? identity;
        if (version !== null && (seen !== identity || (await wentBack(version, signal)))) version = null;
        if (version === null) {
          const list = await listResource(api, ref, { pageSize, deadlineMs, maxObjectBytes, signal, skipped });
          if (!current()) return;
          version = list.resourceVersion;
          identity = seen;
          state.listedAt = clock.now();
          state.connected = true;
          tell(() => options.replaced?.(list.objects));
          alive();
        }
        const leftMs = relistEveryMs - (clock.now() - (state.listedAt ?? 0));
        const openedAt = clock.now();
        const end = await followWatch(api, ref, version, {
          // Spread over time, so that the watches of many resources do not end together.
          watchMs: Math.max(1_000, Math.min(leftMs, (300 + 300 * random()) * 1000)),
          deadlineMs,
          silenceMs,
          maxObjectBytes,
          signal,
          opened() {
            if (!current()) return;
            state.connected = true;
            state.failures = 0;
          },
          upserted: (object) => tell(() => options.upserted?.(object)),
          deleted: (object) => tell(() => options.deleted?.(object)),
          skipped,
          alive,
        });
        expiredInARow = end.expired ? expiredInARow + 1 : 0;
        const listIsOld = clock.now() - (state.listedAt ?? 0) >= relistEveryMs;
        // After a silence the list decides: either it fails, and says why, or there was nothing to tell.
        version = end.expired || end.silent || listIsOld ? null : end.resourceVersion;
        if (expiredInARow > 1) throw new TransportError('unreachable', `${resourceName(ref)}: expired at once (410)`);
        // A server that ends every watch at once is not asked in a tight loop.
        if (!end.expired && clock.now() - openedAt < FIRST_PAUSE_MS) await pause(FIRST_PAUSE_MS, stopped);
      } catch (thrown) {
        if (!current()) return;
        version = null;
        if (relistAsked) continue;
        const error = thrown instanceof TransportError ? thrown : defectOf(thrown);
        state.connected = false;
        state.failures += 1;
        const pauseMs = Math.max(error.retryAfterMs ?? 0, pauseAfter(state.failures, random()));
        tell(() => options.failed?.(error, clock.now() + pauseMs));
        await pause(pauseMs, stopped);
      } finally {
        stopped.removeEventListener('abort', endRound);
      }
    }
  }

  /** A version lower than ours means that the store was put back; a watch from the future is silent for ever. */
  async function wentBack(version: string, signal: AbortSignal): Promise<boolean> {
    const now = await readResourceVersion(api, ref, { deadlineMs, signal });
    return /^\d+$/.test(now) && /^\d+$/.test(version) ? BigInt(now) < BigInt(version) : now !== version;
  }

  function defectOf(thrown: unknown): TransportError {
    options.onDefect(thrown);
    return new TransportError(
      'malformed',
      `${resourceName(ref)}: ${thrown instanceof Error ? thrown.message : thrown}`,
    );
  }

  /** Waits, until the time is over, a stop, or someone in a hurry. */
  function pause(ms: number, stopped: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        cancel();
        stopped.removeEventListener('abort', done);
        resolve();
      };
      const cancel = clock.after(ms, done);
      if (stopped.aborted) done();
      else stopped.addEventListener('abort', done, { once: true });
      hurry = done;
    });
  }

  return {
    ref,
    state: () => ({ ...state }),
    start() {
      if (stopRunning) return;
      const controller = new AbortController();
      state.generation += 1;
      stopRunning = () => controller.abort();
      run(state.generation, controller.signal).catch(options.onDefect);
    },
    stop() {
      stopRunning?.();
      stopRunning = null;
      hurry = null;
      state.generation += 1;
      state.connected = false;
    },
    relist() {
      relistAsked = true;
      hurry?.();
    },
  };
}

/** Doubles from half a second to half a minute; the upper half of each step is chance. */
function pauseAfter(failures: number, chance: number): number {
  const ms = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 10));
  return ms * (0.5 + chance / 2);
}
