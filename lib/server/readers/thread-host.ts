import 'server-only';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Peer } from '#lib/collectors/collector.ts';
import type { Clock } from '#lib/model/clock.ts';
import type { Turns } from '../reading/turns.ts';
import { Inbox } from './inbox.ts';
import type { Batch, ThreadStart, ToThread } from './message.ts';
import { PeerSender } from './peer-lists.ts';
import type { Readers, RenewingSink } from './readers.ts';

/** A thread that ended is started again after this time, milliseconds, and twice as long after each further end. */
const AGAIN_AFTER_MS = { first: 1000, most: 60_000 };
/** A thread that has lived for this long begins with the first of these waits again, milliseconds. */
const LIVED_MS = 120_000;
/** How long a thread has to close its connections, milliseconds. */
const CLOSE_WITHIN_MS = 3000;
/** Of one thread, MB. What clusters say lives for seconds: see `ROOM_FOR_YOUNG`. */
const YOUNG_MB = 192;
/** Run as it stands in the project's folder, in which every command begins: the web server's bundle has no such file. */
const PROGRAM = join(/* turbopackIgnore: true */ process.cwd(), 'lib', 'server', 'readers', 'reader-thread.ts');

export interface ReaderThreadOptions {
  start: ThreadStart;
  clock: Clock;
  sink: RenewingSink;
  turns: Turns;
  /** The file of the thread's program. */
  program?: string | undefined;
}

/** One thread of readers as seen from here. It is started again when it ends by itself. */
export class ReaderThread implements Readers {
  readonly #options: ReaderThreadOptions;
  readonly #left = new Set<string>();
  #worker: Worker | null = null;
  #inbox: Inbox;
  #peers = new PeerSender();
  #stretch = 1;
  #waitMs = AGAIN_AFTER_MS.first;
  #cancelStart: () => void = () => {};
  #stopped = false;

  constructor(options: ReaderThreadOptions) {
    this.#options = options;
    this.#inbox = new Inbox(options.sink, options.turns);
  }

  start(): void {
    const { start, clock, sink, turns, program = PROGRAM } = this.#options;
    const startedAt = clock.now();
    const clusters = start.clusters.filter((id) => !this.#left.has(id));
    const inbox = new Inbox(sink, turns);
    const worker = new Worker(/* turbopackIgnore: true */ program, {
      workerData: { ...start, clusters },
      execArgv: ['--conditions=react-server'],
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
    this.#inbox = inbox;
    this.#worker = worker;
    worker.on('message', (batch: Batch) => inbox.take(batch, () => this.#tell({ kind: 'taken' }, worker)));
    worker.on('error', (error) => sink.defect('thread of readers', error));
    worker.once('exit', (code) => {
      if (this.#worker === worker) this.#worker = null;
      if (this.#stopped) return;
      sink.defect('thread of readers', new Error(`it ended with status ${code} and is started again`));
      this.#waitMs = clock.now() - startedAt > LIVED_MS ? AGAIN_AFTER_MS.first : this.#waitMs;
      this.#cancelStart = clock.after(this.#waitMs, () => this.start());
      this.#waitMs = Math.min(AGAIN_AFTER_MS.most, 2 * this.#waitMs);
    });
    const known = this.#peers.all();
    this.#peers = new PeerSender();
    for (const [cluster, peers] of known) this.peersChanged(cluster, peers);
    this.#tell({ kind: 'stretch', stretch: this.#stretch }, worker);
  }

  peersChanged(cluster: string, peers: readonly Peer[]): void {
    this.#tell({ kind: 'peers', cluster, peers: this.#peers.briefly(cluster, peers) }, this.#worker);
  }

  leave(cluster: string): void {
    if (this.#left.has(cluster)) return;
    this.#left.add(cluster);
    this.#inbox.leave(cluster);
    this.#tell({ kind: 'leave', cluster }, this.#worker);
  }

  /** By how much others who work for the same fleet want intervals to be longer. */
  stretch(stretch: number): void {
    if (this.#stretch === stretch) return;
    this.#stretch = stretch;
    this.#tell({ kind: 'stretch', stretch }, this.#worker);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelStart();
    const worker = this.#worker;
    if (!worker) return;
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    this.#tell({ kind: 'stop' }, worker);
    const cancel = this.#options.clock.after(CLOSE_WITHIN_MS, () => void worker.terminate());
    await ended;
    cancel();
  }

  #tell(message: ToThread, worker: Worker | null): void {
    worker?.postMessage(message);
  }
}
