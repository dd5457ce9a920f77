import 'server-only';
import { availableParallelism } from 'node:os';
import type { Peer } from '#lib/collectors/collector.ts';
import type { Clock } from '#lib/model/clock.ts';
import type { Config } from '../config/config.ts';
import { Turns } from '../reading/turns.ts';
import { OwnLoad } from './own-load.ts';
import type { Readers, RenewingSink } from './readers.ts';
import { ReaderThread } from './thread-host.ts';

/** About so many clusters keep one thread busy. */
const CLUSTERS_A_THREAD = 64;

/** How many threads read a fleet of so many clusters: one processor is left to whoever judges and answers. */
export function threadsFor(clusters: number): number {
  if (clusters === 0) return 0;
  return Math.max(1, Math.min(availableParallelism() - 1, Math.ceil(clusters / CLUSTERS_A_THREAD)));
}

/** Reads clusters in threads of their own, so that whoever looks at the fleet never waits for what is read. */
export class ThreadedReaders implements Readers {
  readonly #threads: ReaderThread[];
  readonly #threadOf = new Map<string, ReaderThread>();
  readonly #turns: Turns;
  readonly #load: OwnLoad;

  /** `clusters`: ids in the plan of `config`, which each thread makes itself. */
  constructor(options: {
    config: Config;
    clusters: readonly string[];
    threads: number;
    clock: Clock;
    sink: RenewingSink;
    /** See `ReaderThread`. */
    program?: string | undefined;
  }) {
    const { config, clusters, threads, clock, sink, program } = options;
    this.#load = new OwnLoad(clock);
    this.#turns = new Turns(clock);
    this.#threads = Array.from({ length: threads }, (_, at) => {
      const own = clusters.filter((_, index) => index % threads === at);
      const thread = new ReaderThread({ start: { config, clusters: own }, clock, sink, turns: this.#turns, program });
      for (const id of own) this.#threadOf.set(id, thread);
      return thread;
    });
  }

  start(): void {
    for (const thread of this.#threads) thread.start();
    this.#load.start((stretch) => {
      for (const thread of this.#threads) thread.stretch(stretch);
    });
  }

  peersChanged(cluster: string, peers: readonly Peer[]): void {
    this.#threadOf.get(cluster)?.peersChanged(cluster, peers);
  }

  leave(cluster: string): void {
    this.#threadOf.get(cluster)?.leave(cluster);
  }

  async stop(): Promise<void> {
    this.#load.stop();
    this.#turns.stop();
    await Promise.all(this.#threads.map((thread) => thread.stop()));
  }
}
