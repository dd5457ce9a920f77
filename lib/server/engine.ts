import 'server-only';
import { performance } from 'node:perf_hooks';
import { diagnose } from '#lib/diagnosis/diagnose.ts';
import { HistoryError } from '#lib/history/history-error.ts';
import type { Clock } from '#lib/model/clock.ts';
import type { Snapshot } from '#lib/model/snapshot.ts';
import { plain } from '#lib/model/words.ts';
import { type HttpClient, openHttp } from '#lib/transport/http.ts';
import { openCluster } from '#lib/transport/kubernetes/cluster-api.ts';
import { aheadMs } from './clock.ts';
import type { Config } from './config/config.ts';
import { KeptHistory } from './kept-history.ts';
import type { Change } from './pipeline/change.ts';
import { ClusterReader } from './pipeline/cluster-reader.ts';
import { Fleet } from './pipeline/fleet.ts';
import { Load } from './pipeline/load.ts';
import { PeerNews } from './pipeline/peer-news.ts';
import { Turns } from './pipeline/turns.ts';
import { type OwnFault, type Plan, planFleet } from './plan.ts';
import { keepNames, restoreFleet } from './restart.ts';

/** Time alone is looked at this often; what arrives is judged sooner. Milliseconds. */
const TICK_MS = 1000;
/** Clusters are asked for the first time so far apart, milliseconds: hundreds of handshakes at once run each other into their deadlines. */
const START_APART_MS = 20;
/** Judging stops after this time until the next look, milliseconds. */
const JUDGE_FOR_MS = 25;
/** Changes are gathered for this long before they are judged, milliseconds. */
const GATHER_MS = 100;
/** After this time from a start the fleet counts as complete, whoever has not answered, milliseconds. */
const SETTLED_AFTER_MS = 30_000;
/** Most defects that are remembered for `/sources`. */
const MOST_DEFECTS = 20;

export interface EngineOptions {
  config: Config;
  clock: Clock;
  random: () => number;
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
  readonly #http: HttpClient;
  readonly #readers: ClusterReader[];
  readonly #turns: Turns;
  readonly #pollTurns: Turns;
  readonly #load = new Load(busySinceLast());
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
    this.#http = openHttp({ clock });
    this.fleet = new Fleet({ plan: plan.fleet, now: clock.now(), diagnose });
    this.#unanswered = new Set(plan.clusters.map(({ id }) => id));
    this.#turns = new Turns(clock);
    this.#pollTurns = new Turns(clock);
    this.#readers = plan.clusters.map(
      (cluster) =>
        new ClusterReader({
          cluster: cluster.id,
          api: openCluster(cluster.context, { clock, exec: cluster.exec }),
          http: this.#http,
          collectors: cluster.collectors,
          budgetPerSecond: config.probes.budgetPerSecond,
          loadStretch: () => this.#load.stretch,
          random: options.random,
          turns: this.#turns,
          pollTurns: this.#pollTurns,
          peers: () => this.fleet.peers.peersOf(cluster.id),
          sink: {
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
            defect: (where, thrown) => this.#defect(where, thrown),
          },
        }),
    );
  }

  /** Plans, opens the history, puts back what was known, and begins to read. Throws only what the configuration got wrong. */
  static async start(options: EngineOptions): Promise<Engine> {
    const plan = await planFleet(options.config);
    const engine = new Engine(options, plan);
    await engine.#restore();
    engine.history.recorder?.start();
    for (const [index, reader] of engine.#readers.entries()) reader.start(index * START_APART_MS);
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
    return this.#readers.length;
  }

  /** Whether everybody has answered or failed once; in the long run whoever has not counts no more. */
  get isComplete(): boolean {
    const due =
      this.#unanswered.size > 0 || [...this.fleet.snapshot.sources.values()].some(({ state }) => state === 'waiting');
    return !due || this.#options.clock.now() - this.startedAt >= SETTLED_AFTER_MS;
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
    this.#turns.stop();
    this.#pollTurns.stop();
    try {
      await Promise.all(this.#readers.map((reader) => reader.stop()));
      await this.#http.close();
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
      this.#load.look(now);
      if (this.isComplete) this.fleet.settle();
      const change = this.fleet.tick(now, () => this.#options.clock.now() - now >= JUDGE_FOR_MS);
      this.history.recorder?.samples(this.fleet.takeSamples());
      this.#peerNews.tell(this.fleet.peers, this.#readersById(), now);
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
    this.#tickAfter(this.fleet.behind ? GATHER_MS : TICK_MS);
  }

  #readersById(): (readonly [string, ClusterReader])[] {
    return this.#readers.map((reader, index) => [this.#plan.clusters[index]?.id ?? '', reader]);
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
      const index = this.#plan.clusters.findIndex((cluster) => cluster.id === id);
      const reader = this.#readers[index];
      this.#unanswered.delete(id);
      reader?.stop().catch((error: unknown) => this.#defect(`${id}: end of reading`, error));
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

/** Answers the share of time that this thread was busy since it was asked last. */
function busySinceLast(): () => number {
  let last = performance.eventLoopUtilization();
  return () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, last);
    last = now;
    return utilization;
  };
}

function clockFault(ahead: number): string {
  return `the time of this machine was set back; instants here run ahead of it by ${ahead} s, less with every minute`;
}
