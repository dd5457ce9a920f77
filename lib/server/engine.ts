import 'server-only';
import { diagnoseInTurn } from '#lib/diagnosis/diagnose.ts';
import { HistoryError } from '#lib/history/history-error.ts';
import type { Clock } from '#lib/model/clock.ts';
import type { Snapshot } from '#lib/model/snapshot.ts';
import { plain } from '#lib/model/words.ts';
import { aheadMs } from './clock.ts';
import type { Config } from './config/config.ts';
import { KeptHistory } from './kept-history.ts';
import type { Change } from './pipeline/change.ts';
import { Fleet } from './pipeline/fleet.ts';
import { PeerNews } from './pipeline/peer-news.ts';
import { type OwnFault, type Plan, planFleet } from './plan.ts';
import { LocalReaders } from './readers/local-readers.ts';
import type { Readers, RenewingSink } from './readers/readers.ts';
import { ThreadedReaders } from './readers/threaded-readers.ts';
import { keepNames, restoreFleet } from './restart.ts';

/** Time alone is looked at this often; what arrives is judged sooner. Milliseconds. */
const TICK_MS = 1000;
/** Changes are gathered for this long before they are judged, milliseconds. */
const GATHER_MS = 100;
/** After this time from a start the fleet counts as complete, whoever has not answered, milliseconds; a large fleet is met longer. */
const SETTLED_AFTER_MS = { least: 30_000, perCluster: 500 };
/** Who is probed by whom is looked at for this long in one go, milliseconds. */
const TELL_FOR_MS = 8;
/** Most defects that are remembered for `/sources`. */
const MOST_DEFECTS = 20;

export interface EngineOptions {
  config: Config;
  clock: Clock;
  random: () => number;
  /** So many threads of their own read the clusters; by default and with 0 this one does, by `clock` and `random`. */
  threads?: (clusters: number) => number;
  /** The file of the program that each of these threads runs, where it is not the one that reads through the network. */
  program?: string;
  /** Receives every revision. */
  onChange: (change: Change, snapshot: Snapshot) => void;
  log: (level: 'info' | 'warn' | 'error', message: string) => void;
}

/** Everything that runs without a browser: readers, fleet, history. */
export class Engine {
  readonly fleet: Fleet;
  readonly history: KeptHistory;
  readonly startedAt: number;
  readonly #options: EngineOptions;
  readonly #plan: Plan;
  readonly #readers: Readers;
  readonly #defects = new Map<string, string>();
  readonly #unanswered: Set<string>;
  readonly #peerNews = new PeerNews();
  #namesVersion = 0;
  #cancelTick: () => void = () => {};
  #tickAt = Number.POSITIVE_INFINITY;
  #pausedUntil = 0;
  #stopping: Promise<void> | undefined;

  private constructor(options: EngineOptions, plan: Plan) {
    const { clock, config } = options;
    this.#options = options;
    this.#plan = plan;
    this.history = KeptHistory.open(config.history, clock, options.log);
    this.startedAt = clock.now();
    this.fleet = new Fleet({ plan: plan.fleet, now: clock.now(), diagnose: diagnoseInTurn });
    this.#unanswered = new Set(plan.clusters.map(({ id }) => id));
    const sink: RenewingSink = {
      reach: (id, reach) => {
        if (reach.state !== 'waiting') this.#unanswered.delete(id);
        this.fleet.setReach(id, reach);
        this.#tickSoon();
      },
      source: (source) => {
        this.fleet.setSource(source, clock.now());
        this.#tickSoon();
      },
      reading: (source, reading) => {
        this.fleet.setReading(source, reading, clock.now());
        this.#tickSoon();
      },
      renewal: (source, renewal) => {
        this.fleet.setRenewal(source, renewal, clock.now());
        this.#tickSoon();
      },
      defect: (where, thrown) => this.#defect(where, thrown),
    };
    const { clusters } = plan;
    const threads = options.threads?.(clusters.length) ?? 0;
    const { random, program } = options;
    this.#readers =
      threads > 0
        ? new ThreadedReaders({ config, clusters: clusters.map(({ id }) => id), threads, clock, sink, program })
        : new LocalReaders({ clusters, budgetPerSecond: config.probes.budgetPerSecond, clock, random, sink });
  }

  /** Plans, opens the history, puts back what was known, and begins to read. Throws only what the configuration got wrong. */
  static async start(options: EngineOptions): Promise<Engine> {
    const plan = await planFleet(options.config);
    const engine = new Engine(options, plan);
    await engine.#restore();
    engine.history.recorder?.start();
    engine.#readers.start();
    engine.#tick();
    options.log('info', `reading ${plan.clusters.length} clusters`);
    for (const fault of engine.faults()) options.log('warn', `${fault.part}: ${fault.message}`);
    return engine;
  }

  /** Ids of clusters that have neither answered nor failed yet. */
  get unanswered(): string[] {
    return [...this.#unanswered];
  }

  /** How many clusters are read. */
  get clusters(): number {
    return this.#plan.clusters.length;
  }

  /** Whether everybody has answered or failed once; in the long run whoever has not counts no more. */
  get isComplete(): boolean {
    const due =
      this.#unanswered.size > 0 || [...this.fleet.snapshot.sources.values()].some(({ state }) => state === 'waiting');
    const { least, perCluster } = SETTLED_AFTER_MS;
    return !due || this.#options.clock.now() - this.startedAt >= Math.max(least, perCluster * this.clusters);
  }

  /** What of our own does not work: configuration, history, rules. */
  faults(): OwnFault[] {
    const { fault, recorder } = this.history;
    const dropped = recorder?.dropped ?? 0;
    const ahead = Math.round(aheadMs() / 1000);
    return [
      ...this.#plan.faults,
      ...(ahead > 1 ? [{ part: 'clock', message: clockFault(ahead) }] : []),
      ...(fault ? [{ part: 'history', message: fault }] : []),
      ...(dropped > 0
        ? [{ part: 'history', message: `${dropped} samples were dropped while the disk took none` }]
        : []),
      ...this.fleet.faults,
      ...[...this.#defects].map(([part, message]) => ({ part, message })),
    ];
  }

  /** Ends all reading and writes what is left; whoever asks again waits for the same end. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    this.#cancelTick();
    try {
      await this.#readers.stop();
    } finally {
      await this.history.recorder?.stop();
    }
  }

  async #restore(): Promise<void> {
    const now = this.#options.clock.now();
    const { found: restored } = await this.history.read(now, (store) => restoreFleet(store, now));
    if (!restored) return;
    this.fleet.restore(restored.memories, now);
    this.history.recorder?.transitions(restored.transitions);
  }

  #tickSoon(): void {
    this.#tickAfter(GATHER_MS);
  }

  #tickAfter(ms: number): void {
    const now = this.#options.clock.now();
    const at = Math.max(now + ms, this.#pausedUntil);
    if (this.#stopping || this.#tickAt <= at) return;
    this.#cancelTick();
    this.#tickAt = at;
    this.#cancelTick = this.#options.clock.after(at - now, () => this.#tick());
  }

  #tick(): void {
    this.#tickAt = Number.POSITIVE_INFINITY;
    const now = this.#options.clock.now();
    try {
      if (this.isComplete) this.fleet.settle();
      const change = this.fleet.tick(now, () => this.#options.clock.now() - now);
      this.history.recorder?.samples(this.fleet.takeSamples());
      const tellingFrom = this.#options.clock.now();
      this.#peerNews.tell(
        this.fleet.peers,
        this.#plan.clusters,
        now,
        (cluster, peers) => this.#readers.peersChanged(cluster, peers),
        () => this.#options.clock.now() - tellingFrom >= TELL_FOR_MS,
      );
      this.#leaveTwins();
      this.#keepNames();
      if (change) {
        this.history.recorder?.transitions(change.transitions);
        this.#options.onChange(change, this.fleet.snapshot);
      }
    } catch (thrown) {
      this.#defect('judging', thrown);
    }
    const endedAt = this.#options.clock.now();
    // As long as it took is left to others: a large fleet is judged less often, never without a pause.
    this.#pausedUntil = endedAt + (endedAt - now);
    this.#tickAfter(this.fleet.behind || this.#peerNews.behind ? GATHER_MS : TICK_MS);
  }

  #keepNames(): void {
    const { names } = this.fleet;
    const { store } = this.history;
    if (!store || this.#namesVersion === names.version) return;
    this.#namesVersion = names.version;
    keepNames(store, names.known()).catch((error: unknown) => {
      if (!(error instanceof HistoryError)) this.#defect('history: names of clusters', error);
      this.#namesVersion = -1;
    });
  }

  /** What a context reads that an earlier one reads already is not read twice. */
  #leaveTwins(): void {
    for (const id of this.fleet.twins) {
      this.#unanswered.delete(id);
      this.#readers.leave(id);
    }
  }

  #defect(where: string, thrown: unknown): void {
    const message = plain(thrown instanceof Error ? thrown.message : String(thrown));
    this.#options.log(
      'error',
      `defect in ${where}: ${message}${thrown instanceof Error ? `\n${thrown.stack ?? ''}` : ''}`,
    );
    if (this.#defects.size < MOST_DEFECTS) this.#defects.set(where, message);
  }
}

function clockFault(ahead: number): string {
  return `the time of this machine was set back; instants here run ahead of it by ${ahead} s, less with every minute`;
}
