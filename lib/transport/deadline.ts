import type { Clock } from '#lib/model/clock.ts';

/** One bounded piece of work: a signal that fires when its time is over or when whoever asked for it gives up. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** True once the time was over, as opposed to an abort from outside. */
  readonly passed: boolean;
  /** Starts again with another limit: for streams, which may live as long as something arrives. */
  restart(ms: number): void;
  /** Must be called when the work is done: frees the timer and the outer signal. */
  end(): void;
}

/** Starts a deadline of `ms` milliseconds on `clock`; `outer` ends it early. */
export function startDeadline(clock: Clock, ms: number, outer?: AbortSignal): Deadline {
  const controller = new AbortController();
  let passed = false;
  const expire = () => {
    passed = true;
    controller.abort(new DOMException('deadline', 'TimeoutError'));
  };
  const giveUp = () => controller.abort(outer?.reason);
  let cancel = clock.after(ms, expire);
  if (outer?.aborted) giveUp();
  else outer?.addEventListener('abort', giveUp, { once: true });
  return {
    signal: controller.signal,
    get passed() {
      return passed;
    },
    restart(again) {
      cancel();
      cancel = clock.after(again, expire);
    },
    end() {
      cancel();
      outer?.removeEventListener('abort', giveUp);
    },
  };
}

/**
 * The promise, or the signal's reason as soon as it fires. Needed although undici takes the signal too: a request that
 * waits for a connection is told of it only when the attempt to connect ends, ten seconds later. What arrives too late is
 * handed to `discard`.
 */
export function abortable<T>(work: Promise<T>, signal: AbortSignal, discard?: (late: T) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(signal.reason);
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
    work.then(
      (value) => {
        signal.removeEventListener('abort', giveUp);
        if (signal.aborted) discard?.(value);
        else resolve(value);
      },
      (thrown) => {
        signal.removeEventListener('abort', giveUp);
        reject(thrown);
      },
    );
  });
}
