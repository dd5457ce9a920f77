import { type Resource, resourcesOf } from '#e2e/simulator/objects.ts';
import type { addressBook } from '#e2e/simulator/probe.ts';
import { moduleOf, probe } from '#e2e/simulator/probe.ts';
import { exporterMetrics, probeText } from '#e2e/simulator/probe-text.ts';
import type { World } from '#e2e/simulator/world.ts';
import type { Collector, Peer, Poll, PollAnswer, View, WatchedResource } from '#lib/collectors/collector.ts';
import type { Clock } from '#lib/model/clock.ts';
import { emptyReading } from '#lib/model/reading.ts';
import type { Source } from '#lib/model/source.ts';
import type { ReaderSink } from '#lib/server/readers/readers.ts';
import { CollectorRunner } from '#lib/server/reading/collector-runner.ts';
import { PollSchedule } from '#lib/server/reading/poll-schedule.ts';
import { holdingLonger, rhythmOf } from '#lib/server/reading/rhythm.ts';
import type { Turns } from '#lib/server/reading/turns.ts';
import { UnwiredShelf } from './unwired-shelf.ts';

/** Heartbeats, and how often it is looked for changed objects, milliseconds. */
const BEAT_MS = 5000;
const LOOK_MS = 500;
/** No probe waits longer for its answer, milliseconds. */
const ANSWER_CAP_MS = 300;

export interface UnwiredClusterOptions {
  world: World;
  id: string;
  addresses: ReturnType<typeof addressBook>;
  clock: Clock;
  random: () => number;
  sink: ReaderSink;
  turns: Turns;
  collectors: readonly { collector: Collector; settings: unknown }[];
  budgetPerSecond: number;
  loadStretch: () => number;
}

/**
 * One simulated cluster read without a socket: its objects and its probes' answers are handed to the real collectors in the
 * rhythm of a real one. What a fleet costs whoever judges and answers is measured with it, free of what TLS and HTTP cost.
 */
export class UnwiredCluster {
  readonly #options: UnwiredClusterOptions;
  readonly #runners: readonly CollectorRunner[];
  readonly #shelves = new Map<string, UnwiredShelf>();
  readonly #polls: PollSchedule;
  /** When each is to be read, epoch milliseconds. */
  readonly #due = new Map<CollectorRunner, number>();
  readonly #queued = new Set<CollectorRunner>();
  #peers: readonly Peer[] = [];
  #beatAt = 0;
  #cancel: () => void = () => {};
  #stopped = false;

  constructor(options: UnwiredClusterOptions) {
    const { world, id, clock } = options;
    this.#options = options;
    const cluster = world.cluster(id);
    const served = resourcesOf(cluster);
    this.#runners = options.collectors
      .map(({ collector, settings }) => new CollectorRunner(collector, settings))
      .filter(({ collector }) =>
        collector.resources.every((wanted) => !wanted.required || servedBy(served, wanted) !== null),
      );
    for (const { collector } of this.#runners)
      for (const wanted of collector.resources) {
        const key = shelfKey(wanted);
        if (!this.#shelves.has(key))
          this.#shelves.set(key, new UnwiredShelf(world, cluster, servedBy(served, wanted), wanted));
      }
    this.#polls = new PollSchedule({
      clock,
      random: options.random,
      budgetPerSecond: options.budgetPerSecond,
      loadStretch: options.loadStretch,
      inTurn: (piece) => options.turns.take(piece),
      ask: (poll, everyMs) => this.#ask(poll, everyMs),
      answered: (owner, answer) => {
        const runner = this.#runners.find(({ collector }) => collector.id === owner);
        runner?.take(answer, null);
        if (runner) this.#want(runner, clock.now() + rhythmOf(options.loadStretch()).answersMs);
      },
    });
  }

  start(ms: number): void {
    const { sink, id, clock } = this.#options;
    sink.reach(id, { state: 'waiting', since: clock.now(), lastSuccessAt: null, message: '' });
    for (const { collector } of this.#runners) this.#report(collector, 'waiting', null);
    this.#cancel = this.#options.clock.after(ms, () => {
      this.#polls.resume();
      this.#look();
    });
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
    this.#polls.pause();
  }

  peersChanged(peers: readonly Peer[]): void {
    this.#peers = peers;
    for (const runner of this.#runners) if (runner.collector.asksPeers) this.#want(runner, this.#options.clock.now());
  }

  /** Whatever changed by now is read anew, with the rest at a heartbeat. */
  #look(): void {
    const { clock, sink, id, turns } = this.#options;
    if (this.#stopped) return;
    const now = clock.now();
    this.#cancel = clock.after(LOOK_MS, () => this.#look());
    const beats = now - this.#beatAt >= BEAT_MS;
    if (beats) {
      this.#beatAt = now;
      sink.reach(id, { state: 'ok', since: now, lastSuccessAt: now, message: '' });
    }
    const laterAt = now + rhythmOf(this.#options.loadStretch()).repeatedMs;
    const changed = new Map([...this.#shelves].map(([key, shelf]) => [key, shelf.refresh(now)]));
    for (const runner of this.#runners) {
      const said = new Set(runner.collector.resources.map((wanted) => changed.get(shelfKey(wanted))));
      if (said.has('news')) this.#want(runner, now);
      else if (beats || said.has('repeated')) this.#want(runner, laterAt);
      if ((this.#due.get(runner) ?? Number.POSITIVE_INFINITY) > now || this.#queued.has(runner)) continue;
      this.#due.delete(runner);
      this.#queued.add(runner);
      if (runner.wasRead) turns.take(() => this.#read(runner));
      else turns.takePatiently(() => this.#read(runner));
    }
  }

  #want(runner: CollectorRunner, at: number): void {
    this.#due.set(runner, Math.min(at, this.#due.get(runner) ?? at));
  }

  #read(runner: CollectorRunner): void {
    this.#queued.delete(runner);
    if (this.#stopped) return;
    const { clock, sink, id } = this.#options;
    const { collector } = runner;
    const now = clock.now();
    const parsed = runner.parse(this.#view(collector, now), this.#peers, now);
    if (!parsed) throw new Error(`${id}/${collector.id}: ${runner.defect}`);
    const source = { id: `${id}/${collector.id}`, cluster: id, system: collector.id };
    const { lateMs } = rhythmOf(this.#options.loadStretch());
    sink.reading(source, parsed.reading.absent ? emptyReading() : holdingLonger(parsed.reading, lateMs));
    this.#polls.update(collector.id, parsed.polls);
    this.#report(collector, parsed.reading.absent ? 'absent' : 'ok', now);
  }

  #report({ id: system, label }: Collector, state: Source['state'], lastSuccessAt: number | null): void {
    const { sink, id, world } = this.#options;
    sink.source({
      id: `${id}/${system}`,
      cluster: id,
      system,
      label,
      state,
      lastSuccessAt,
      readThrough: 'no socket',
      since: world.bornAt,
      reason: null,
      message: '',
      durationMs: lastSuccessAt === null ? null : 1,
      failures: 0,
      nextTryAt: null,
      missing: [],
      notes: [],
    });
  }

  #view(collector: Collector, now: number): View {
    const shelves = new Map(
      collector.resources.map((wanted) => [wanted.key, this.#shelves.get(shelfKey(wanted))?.cache]),
    );
    return {
      objects: (key) => shelves.get(key)?.objects() ?? [],
      listed: (key) => shelves.get(key)?.listed === true,
      provenAt: this.#beatAt,
      heartbeat: { at: this.#beatAt, durationMs: 2, clock: { differenceMs: 0, uncertaintyMs: now % 2 } },
    };
  }

  #ask(poll: Poll, everyMs: number): Promise<PollAnswer> {
    const { world, addresses, id, clock } = this.#options;
    const at = clock.now();
    const path = 'path' in poll.ask && poll.ask.kind !== 'file' ? poll.ask.path : '';
    const query = new URL(path, 'http://exporter').searchParams;
    const module = moduleOf(query.get('module') ?? '');
    const result = module && probe(world, addresses, id, module, decodeURIComponent(query.get('target') ?? ''), at);
    const body = result ? probeText(result) : exporterMetrics(at);
    const waitMs = Math.min(ANSWER_CAP_MS, result?.tookMs ?? 1);
    return new Promise((resolve) => {
      clock.after(waitMs, () =>
        resolve({
          key: poll.key,
          at: clock.now(),
          durationMs: waitMs,
          everyMs,
          result: { ok: true, status: 200, body },
        }),
      );
    });
  }
}

function servedBy(served: readonly Resource[], { group, plural, versions }: WatchedResource): Resource | null {
  return served.find((one) => one.group === group && one.plural === plural && versions.includes(one.version)) ?? null;
}

function shelfKey({ group, plural, namespace, labelSelector = '', fieldSelector = '' }: WatchedResource): string {
  return [group, plural, namespace ?? '', labelSelector, fieldSelector].join(' ');
}
