import 'server-only';
import { toInstant } from '#lib/api/instant.ts';
import { HistoryError } from '#lib/history/history-error.ts';
import { openHistory } from '#lib/history/open-history.ts';
import type { HistoryStore } from '#lib/history/store.ts';
import type { Clock } from '#lib/model/clock.ts';
import type { Config } from './config/config.ts';
import { Recorder } from './recorder.ts';

const HOUR_MS = 3_600_000;

/** What a reading found; `fault` says why it is nothing, or not all. */
export interface Kept<T> {
  found: T | undefined;
  fault: string | null;
}

type Limits = Pick<Config['history'], 'retention' | 'maxBytes'>;
type Log = (level: 'info' | 'warn', message: string) => void;

/**
 * The history as the server uses it: written in the background, and read so that a fault of it spoils no answer. Without it
 * everything is shown and nothing is kept; `fault` says so. A fault is logged once when it comes and once when it is over.
 */
export class KeptHistory {
  readonly store: HistoryStore | null;
  readonly recorder: Recorder | null;
  /** How much is kept, as the configuration says. */
  readonly limits: Limits;
  readonly #openFault: string;
  readonly #log: Log;
  #readFault = '';
  /** A damaged place is not healed by the next reading, which may be of another place. */
  #damaged = false;

  /** `opened`: a store, or the fault that there is none. */
  constructor(opened: { store: HistoryStore | null; fault: string }, limits: Limits, clock: Clock, log: Log) {
    this.limits = limits;
    this.store = opened.store;
    this.#openFault = opened.fault;
    this.#log = log;
    this.recorder = opened.store ? new Recorder(opened.store, clock, (fault) => this.#tell('write', fault)) : null;
  }

  /** Opens what the configuration names, or remembers why it can't be opened. */
  static open(limits: Config['history'], clock: Clock, log: Log): KeptHistory {
    const { url, retention, maxBytes } = limits;
    const inMs = {
      rawForMs: retention.rawHours * HOUR_MS,
      minutesForMs: retention.minuteDays * 24 * HOUR_MS,
      maxBytes,
    };
    try {
      return new KeptHistory({ store: openHistory({ url, ...inMs }), fault: '' }, limits, clock, log);
    } catch (error) {
      if (!(error instanceof HistoryError)) throw error;
      return new KeptHistory({ store: null, fault: error.message }, limits, clock, log);
    }
  }

  /** What is wrong with the history now; empty when nothing is. */
  get fault(): string {
    return this.#openFault || this.recorder?.fault || this.#readFault;
  }

  /**
   * Asks the store for something that ends at `toAt`, epoch milliseconds. What waits for a disk that takes nothing can't be
   * found yet; that is a fault of the answer only where it reaches so far.
   */
  async read<T>(toAt: number, ask: (store: HistoryStore) => Promise<T>): Promise<Kept<T>> {
    if (!this.store) return { found: undefined, fault: this.#openFault };
    try {
      const found = await ask(this.store);
      if (!this.#damaged) this.#readFault = '';
      return { found, fault: this.#unwritten(toAt) };
    } catch (error) {
      if (!(error instanceof HistoryError)) throw error;
      this.#damaged ||= error.code === 'corrupt';
      if (this.#readFault !== error.message) this.#tell('read', error.message);
      this.#readFault = error.message;
      return { found: undefined, fault: error.message };
    }
  }

  #unwritten(toAt: number): string | null {
    const { fault = '', writtenAt = 0 } = this.recorder ?? {};
    if (!fault || toAt <= writtenAt) return null;
    return `What happened after ${toInstant(writtenAt)} could not be written yet: ${fault}`;
  }

  #tell(what: 'read' | 'write', fault: string): void {
    if (fault) this.#log('warn', `history: can't ${what}: ${fault}`);
    else this.#log('info', 'history: written again, nothing that waited is lost');
  }
}
