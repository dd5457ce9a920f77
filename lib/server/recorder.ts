import 'server-only';
import { HistoryError } from '#lib/history/history-error.ts';
import type { HistoryStore, Sample as StoredSample, Tick, Transition } from '#lib/history/store.ts';
import type { Clock } from '#lib/model/clock.ts';
import type { Sample } from '#lib/model/sample.ts';

/** How often samples are written, milliseconds; transitions are written at once. */
const COMMIT_EVERY_MS = 10_000;
/** Most samples and transitions that wait while the disk does not take them; the oldest samples go first, transitions never. */
const MOST_WAITING_SAMPLES = 2_000_000;

/** Most samples and transitions of one commit, some 10 ms: a large fleet must not keep everybody waiting while it is written. */
const MOST_COMMITTED = { samples: 5000, transitions: 500 };
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
  /** Samples on their way into the history, by whole second. */
  readonly #ticks: Tick[] = [];
  /** How many of them, and of the transitions, are being written. */
  #underWay = { ticks: 0, transitions: 0 };
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
    this.#cancel = this.#clock.after(this.#behind ? REST_AFTER_MS : 1000, () => {
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
    while (this.#waiting > MOST_WAITING_SAMPLES && this.#dropOldest() > 0);
  }

  /** Answers how many samples there were. */
  #dropOldest(): number {
    const [second = 0, tick = []] = [...this.#samples].sort(([a], [b]) => a - b)[0] ?? [];
    const dropped = this.#flushing ? tick : (this.#ticks.shift()?.samples ?? tick);
    if (dropped === tick) this.#samples.delete(second);
    this.#waiting -= dropped.length;
    this.dropped += dropped.length;
    return dropped.length;
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

  /** Whether something is left for the next write. */
  get #behind(): boolean {
    const { ticks, transitions } = this.#underWay;
    return this.#transitions.length > transitions || this.#ticks.length > ticks;
  }

  /** One write at a time. */
  #flush(last: boolean): Promise<void> {
    const due =
      last || this.#behind || this.#clock.now() - (this.#lastCommitAt ?? Number.NEGATIVE_INFINITY) >= COMMIT_EVERY_MS;
    if (this.#flushing || !due) return Promise.resolve();
    this.#flushing = this.#write(last).finally(() => {
      this.#flushing = null;
    });
    return this.#flushing;
  }

  async #write(last: boolean): Promise<void> {
    const now = this.#clock.now();
    if (last || this.#ticks.length === 0) this.#cut();
    const most = last ? { samples: Number.POSITIVE_INFINITY, transitions: Number.POSITIVE_INFINITY } : MOST_COMMITTED;
    const ticks = takeTicks(this.#ticks, most.samples);
    const transitions = this.#transitions.slice(0, most.transitions);
    this.#underWay = { ticks: ticks.length, transitions: transitions.length };
    try {
      if (ticks.length > 0) await this.#store.load(ticks);
      for (const { samples } of this.#ticks.splice(0, ticks.length)) this.#waiting -= samples.length;
      await this.#store.commit({ at: now, samples: [], transitions });
      this.#transitions.splice(0, transitions.length);
      this.#setFault('');
      if (this.#ticks.length > 0) return;
      this.#lastCommitAt = now;
      if (!last) await this.#store.retain(now);
    } catch (error) {
      if (!(error instanceof HistoryError)) throw error;
      this.#setFault(error.message);
    } finally {
      this.#underWay = { ticks: 0, transitions: 0 };
    }
  }

  /** Makes ticks of what came in since the last ones, oldest first. */
  #cut(): void {
    const cut = [...this.#samples].sort(([a], [b]) => a - b);
    this.#ticks.push(...cut.map(([at, samples]): Tick => ({ at, samples, transitions: [] })));
    this.#samples = new Map();
  }

  #setFault(fault: string): void {
    if (this.#fault === fault) return;
    this.#fault = fault;
    this.#onFault(fault);
  }
}

/** As many ticks as make one commit of at most so many samples, at least one. */
function takeTicks(ticks: readonly Tick[], most: number): Tick[] {
  let samples = 0;
  const end = ticks.findIndex((tick) => {
    samples += tick.samples.length;
    return samples > most;
  });
  return ticks.slice(0, end < 0 ? ticks.length : Math.max(1, end));
}
