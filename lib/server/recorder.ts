import 'server-only';
import { HistoryError } from '#lib/history/history-error.ts';
import type { HistoryStore, Sample as StoredSample, Transition } from '#lib/history/store.ts';
import type { Clock } from '#lib/model/clock.ts';
import type { Sample } from '#lib/model/sample.ts';

/** How often samples are written, milliseconds; transitions are written at once. */
const COMMIT_EVERY_MS = 10_000;
/** Most samples and transitions that wait while the disk does not take them; the oldest samples go first, transitions never. */
const MOST_WAITING_SAMPLES = 2_000_000;

/** Most transitions of one commit: a fleet that is met for the first time must not keep everybody waiting. */
const MOST_COMMITTED = 1000;
/** How soon the rest follows, milliseconds. */
const REST_AFTER_MS = 100;

/**
 * Writes what happens into the history, in the background. A disk that is full or broken loses nothing that still fits into
 * memory: it is tried again, and `fault` says what is wrong.
 */
export class Recorder {
  readonly #store: HistoryStore;
  readonly #clock: Clock;
  readonly #startedAt: number;
  #samples = new Map<number, StoredSample[]>();
  #waiting = 0;
  #transitions: Transition[] = [];
  #flushing: Promise<void> | null = null;
  #lastCommitAt: number | null = null;
  #cancel: () => void = () => {};
  readonly #onFault: (fault: string) => void;
  #fault = '';
  /** Samples that had to be dropped while the disk did not take them. */
  dropped = 0;

  /** `onFault` hears what is wrong when that changes, and the empty string when it is over. */
  constructor(store: HistoryStore, clock: Clock, onFault: (fault: string) => void = () => {}) {
    this.#store = store;
    this.#clock = clock;
    this.#onFault = onFault;
    this.#startedAt = clock.now();
  }

  /** What is wrong with the history now; empty when nothing is. */
  get fault(): string {
    return this.#fault;
  }

  /** Everything up to this instant has been written, epoch milliseconds. */
  get writtenAt(): number {
    return this.#lastCommitAt ?? this.#startedAt;
  }

  start(): void {
    this.#cancel = this.#clock.after(this.#transitions.length > 0 ? REST_AFTER_MS : 1000, () => {
      void this.#flush(false);
      this.start();
    });
  }

  /** Samples are kept at whole seconds. */
  samples(samples: readonly Sample[]): void {
    for (const { subject, metric, value, at } of samples) {
      const second = Math.floor(at / 1000) * 1000;
      const tick = this.#samples.get(second) ?? [];
      tick.push({ series: { subject, metric }, value });
      this.#samples.set(second, tick);
      this.#waiting += 1;
    }
    for (const [second, tick] of this.#samples) {
      if (this.#waiting <= MOST_WAITING_SAMPLES) break;
      this.#samples.delete(second);
      this.#waiting -= tick.length;
      this.dropped += tick.length;
    }
  }

  transitions(transitions: readonly Transition[]): void {
    this.#transitions.push(...transitions);
  }

  /** Writes what is left and closes. */
  async stop(): Promise<void> {
    this.#cancel();
    await this.#flushing;
    await this.#flush(true);
    await this.#store.close();
  }

  /** One write at a time. */
  #flush(last: boolean): Promise<void> {
    const due =
      last ||
      this.#transitions.length > 0 ||
      this.#clock.now() - (this.#lastCommitAt ?? Number.NEGATIVE_INFINITY) >= COMMIT_EVERY_MS;
    if (this.#flushing || !due) return Promise.resolve();
    this.#flushing = this.#write(last).finally(() => {
      this.#flushing = null;
    });
    return this.#flushing;
  }

  async #write(last: boolean): Promise<void> {
    const now = this.#clock.now();
    const samples = this.#samples;
    let transitions = last ? this.#transitions : this.#transitions.slice(0, MOST_COMMITTED);
    this.#samples = new Map();
    this.#waiting = 0;
    this.#transitions = this.#transitions.slice(transitions.length);
    try {
      const ticks = [...samples]
        .sort(([a], [b]) => a - b)
        .map(([at, tick]) => ({ at, samples: tick, transitions: [] }));
      if (ticks.length > 0) await this.#store.load(ticks);
      samples.clear();
      await this.#store.commit({ at: now, samples: [], transitions });
      transitions = [];
      this.#lastCommitAt = now;
      this.#setFault('');
      if (!last) await this.#store.retain(now);
    } catch (error) {
      if (!(error instanceof HistoryError)) throw error;
      this.#setFault(error.message);
      this.#putBack(samples, transitions);
    }
  }

  #setFault(fault: string): void {
    if (this.#fault === fault) return;
    this.#fault = fault;
    this.#onFault(fault);
  }

  #putBack(samples: ReadonlyMap<number, StoredSample[]>, transitions: readonly Transition[]): void {
    for (const [at, tick] of samples) {
      this.#samples.set(at, [...tick, ...(this.#samples.get(at) ?? [])]);
      this.#waiting += tick.length;
    }
    this.#transitions = [...transitions, ...this.#transitions];
  }
}
