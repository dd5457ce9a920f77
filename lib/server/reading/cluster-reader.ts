import 'server-only';
import type { Collector, Heartbeat, Peer, WatchedResource } from '#lib/collectors/collector.ts';
import { emptyReading, type Reading } from '#lib/model/reading.ts';
import type { Source } from '#lib/model/source.ts';
import type { HttpClient } from '#lib/transport/http.ts';
import type { ClusterApi } from '#lib/transport/kubernetes/cluster-api.ts';
import { type Discovery, openDiscovery } from '#lib/transport/kubernetes/discovery.ts';
import { type Beat, startHeartbeat } from '#lib/transport/kubernetes/heartbeat.ts';
import { openIdentity } from '#lib/transport/kubernetes/identity.ts';
import { resourceName } from '#lib/transport/kubernetes/resource-ref.ts';
import { TransportError } from '#lib/transport/transport-error.ts';
import type { Reach } from '../pipeline/cluster-register.ts';
import type { ReadingSource } from '../pipeline/reading-source.ts';
import { askPoll } from './ask-poll.ts';
import { CollectorRunner } from './collector-runner.ts';
import { PollSchedule } from './poll-schedule.ts';
import { readingReach } from './reading-reach.ts';
import { holdingLonger, type Rhythm, rhythmOf } from './rhythm.ts';
import { type Health, sourceHealth } from './source-health.ts';
import type { Turns } from './turns.ts';
import { viewOf, WatchSet } from './watch-set.ts';

/** How often it is asked what the cluster serves, milliseconds. */
const DISCOVER_EVERY_MS = 60_000;

export interface ReaderSink {
  reach(cluster: string, reach: Reach): void;
  source(source: Source): void;
  reading(source: ReadingSource, reading: Reading): void;
  defect(where: string, thrown: unknown): void;
}

export interface ReaderOptions {
  cluster: string;
  api: ClusterApi;
  http: HttpClient;
  collectors: readonly { collector: Collector; settings: unknown }[];
  sink: ReaderSink;
  peers(): readonly Peer[];
  budgetPerSecond: number;
  loadStretch(): number;
  random(): number;
  /** Shared by all clusters: of reading, and of asking. */
  turns: Turns;
  pollTurns: Turns;
}

/** Reads one cluster: heartbeat, discovery, watches, polls, and the collectors over them. One reader never waits for another. */
export class ClusterReader {
  readonly #options: ReaderOptions;
  readonly #runners: CollectorRunner[];
  readonly #watches: WatchSet;
  readonly #polls: PollSchedule;
  readonly #discovery: Discovery;
  readonly #due = new Map<CollectorRunner, { at: number; cancel: () => void }>();
  readonly #health = new Map<CollectorRunner, Health>();
  readonly #absent = new Set<CollectorRunner>();
  #stopHeartbeat: () => void = () => {};
  #heartbeat: Heartbeat | null = null;
  /** Whether the API server answers its heartbeat. */
  #reach: Reach;
  /** Whether the cluster is read, as last told. */
  #told: Reach;
  #reachReason: TransportError | null = null;
  #discoveryError: TransportError | null = null;
  #discoveredAt = Number.NEGATIVE_INFINITY;
  #stopped = false;

  constructor(options: ReaderOptions) {
    this.#options = options;
    const { api, sink, cluster } = options;
    this.#reach = { state: 'waiting', since: api.clock.now(), lastSuccessAt: null, message: '' };
    this.#told = this.#reach;
    this.#runners = options.collectors.map(({ collector, settings }) => new CollectorRunner(collector, settings));
    this.#discovery = openDiscovery(api);
    this.#watches = new WatchSet(api, {
      identity: openIdentity(api),
      onChange: (watched, isNews) => this.#touch(watched.resource, isNews),
      onDefect: (thrown) => sink.defect(`${cluster}: watch`, thrown),
    });
    for (const runner of this.#runners) this.#watches.want(runner.collector.resources);
    this.#polls = new PollSchedule({
      clock: api.clock,
      random: options.random,
      budgetPerSecond: options.budgetPerSecond,
      loadStretch: options.loadStretch,
      inTurn: (piece) => options.pollTurns.take(piece),
      ask: async (poll, everyMs) => {
        const { answer, missing } = await askPoll(api, options.http, poll);
        const told = { ...answer, everyMs };
        this.#missing.set(told, missing);
        return told;
      },
      answered: (owner, answer) => {
        const runner = this.#runners.find(({ collector }) => collector.id === owner);
        runner?.take(answer, this.#missing.get(answer) ?? null);
        if (runner) this.#schedule(runner, this.#rhythm.answersMs);
      },
    });
  }

  readonly #missing = new WeakMap<object, Source['missing'][number] | null>();

  /** Says that its first answer is due, and asks for it after `ms` milliseconds. */
  start(ms: number): void {
    const { api, sink, cluster } = this.#options;
    for (const runner of this.#runners) this.#report(runner);
    sink.reach(cluster, this.#told);
    this.#stopHeartbeat = api.clock.after(ms, () => {
      const heartbeat = startHeartbeat(api, {
        beat: (beat) => this.#beat(beat),
        onDefect: (thrown) => sink.defect(`${cluster}: heartbeat`, thrown),
      });
      this.#stopHeartbeat = () => heartbeat.stop();
    });
  }

  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#stopHeartbeat();
    this.#polls.pause();
    this.#watches.stop();
    for (const { cancel } of this.#due.values()) cancel();
    await this.#options.api.close();
  }

  /** The peers changed: collectors that ask them are read again. */
  peersChanged(): void {
    for (const runner of this.#runners)
      if (runner.collector.asksPeers && !this.#absent.has(runner)) this.#schedule(runner, this.#rhythm.newsMs);
  }

  #beat(beat: Beat): void {
    const now = beat.at;
    const goesOn = beat.ok && this.#reach.state === 'ok';
    if (beat.ok) {
      this.#heartbeat = { at: beat.at, durationMs: beat.latencyMs, clock: beat.clock };
      const since = this.#reach.state === 'ok' ? this.#reach.since : now;
      this.#reach = { state: 'ok', since, lastSuccessAt: now, message: '' };
      this.#reachReason = null;
      if (now - this.#discoveredAt >= DISCOVER_EVERY_MS || this.#discoveryError) void this.#discover(now);
      this.#polls.resume();
      if (!goesOn) this.#watches.hurry();
    } else {
      const since = this.#reach.state === 'failed' ? this.#reach.since : now;
      this.#reach = { state: 'failed', since, lastSuccessAt: this.#reach.lastSuccessAt, message: beat.error.message };
      this.#reachReason = beat.error;
      this.#polls.pause();
    }
    this.#tellReach(true);
    const { newsMs, repeatedMs } = this.#rhythm;
    for (const runner of this.#runners) this.#schedule(runner, goesOn ? repeatedMs : beat.ok ? newsMs : 0);
  }

  async #discover(now: number): Promise<void> {
    this.#discoveredAt = now;
    try {
      await this.#discovery.read(DISCOVER_EVERY_MS / 2);
      if (this.#stopped) return;
      const complete = await this.#watches.discover(this.#discovery);
      if (!complete) this.#discoveredAt = Number.NEGATIVE_INFINITY;
      this.#discoveryError = null;
    } catch (thrown) {
      if (!(thrown instanceof TransportError)) this.#options.sink.defect(`${this.#options.cluster}: discovery`, thrown);
      this.#discoveryError =
        thrown instanceof TransportError ? thrown : new TransportError('malformed', 'discovery failed');
    }
    for (const runner of this.#runners) this.#schedule(runner, 0);
  }

  #touch(resource: WatchedResource, isNews: boolean): void {
    const { newsMs, repeatedMs } = this.#rhythm;
    for (const runner of this.#runners) {
      const wants = runner.collector.resources.some((own) => this.#watches.get(own) === this.#watches.get(resource));
      if (wants) this.#schedule(runner, isNews ? newsMs : repeatedMs);
    }
  }

  get #rhythm(): Rhythm {
    return rhythmOf(this.#options.loadStretch());
  }

  #schedule(runner: CollectorRunner, ms: number): void {
    if (this.#stopped) return;
    const at = this.#options.api.clock.now() + ms;
    const due = this.#due.get(runner);
    if (due && due.at <= at) return;
    due?.cancel();
    const cancel = this.#options.api.clock.after(ms, () => {
      const read = () => {
        this.#due.delete(runner);
        this.#read(runner);
      };
      // Whoever is known stays fresh while others are read for the first time.
      if (runner.wasRead) this.#options.turns.take(read);
      else this.#options.turns.takePatiently(read);
    });
    this.#due.set(runner, { at, cancel });
  }

  #read(runner: CollectorRunner): void {
    if (this.#stopped) return;
    const { api, cluster, sink, peers } = this.#options;
    const { collector } = runner;
    const source: ReadingSource = { id: `${cluster}/${collector.id}`, cluster, system: collector.id };
    const now = api.clock.now();
    const required = collector.resources
      .filter((resource) => resource.required)
      .map((resource) => this.#watches.get(resource));
    // What was absent may be there, and can't be told any more.
    if (required.some(({ version, error }) => version === undefined && error)) this.#absent.delete(runner);
    const gone = required.find((watched) => watched.version === null);
    if (gone) this.#leave(runner, source, `${resourceName(gone.resource)} is not served here`);
    else if (required.every((watched) => watched.cache.listed)) {
      const view = viewOf(this.#watches, collector.resources, this.#heartbeat, now);
      const parsed = runner.parse(view, peers(), now);
      if (parsed?.reading.absent) this.#leave(runner, source, parsed.reading.absent);
      else if (parsed) {
        this.#absent.delete(runner);
        sink.reading(source, holdingLonger(parsed.reading, this.#rhythm.lateMs));
        this.#polls.update(collector.id, parsed.polls);
        if (parsed.reading.wakeAt !== null)
          this.#schedule(runner, Math.max(this.#rhythm.newsMs, parsed.reading.wakeAt - now));
        this.#notes.set(runner, parsed.reading.notes);
      }
    }
    this.#report(runner);
  }

  readonly #notes = new Map<CollectorRunner, readonly string[]>();

  #leave(runner: CollectorRunner, source: ReadingSource, why: string): void {
    this.#notes.set(runner, [why]);
    if (this.#absent.has(runner)) return;
    this.#absent.add(runner);
    runner.reset();
    this.#polls.update(runner.collector.id, []);
    this.#options.sink.reading(source, emptyReading());
  }

  #report(runner: CollectorRunner): void {
    const { cluster, api, sink } = this.#options;
    const health = sourceHealth({
      cluster,
      server: api.server,
      runner,
      first: runner === this.#runners[0],
      watched: runner.collector.resources.map((resource) => this.#watches.of(resource)),
      reach: this.#reach,
      reachError: this.#reachReason,
      discoveryError: this.#discoveryError,
      absent: this.#absent.has(runner),
      notes: this.#notes.get(runner) ?? [],
      stretch: this.#polls.stretch,
      lateMs: this.#rhythm.lateMs,
      heartbeat: this.#heartbeat,
      previous: this.#health.get(runner),
      now: api.clock.now(),
    });
    this.#health.set(runner, health);
    sink.source(health.source);
    this.#tellReach(false);
  }

  /** Tells whether the cluster is read: each time it changes, and with `again` also how fresh that is. */
  #tellReach(again: boolean): void {
    const { api, cluster, sink } = this.#options;
    const sources = [...this.#health.values()].map(({ source }) => source);
    const next = readingReach(this.#reach, sources, this.#told, api.clock.now());
    if (!again && next.state === this.#told.state && next.message === this.#told.message) return;
    this.#told = next;
    sink.reach(cluster, next);
  }
}
