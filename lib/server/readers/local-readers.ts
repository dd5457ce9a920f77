import 'server-only';
import type { Peer } from '#lib/collectors/collector.ts';
import type { Clock } from '#lib/model/clock.ts';
import { type HttpClient, openHttp } from '#lib/transport/http.ts';
import { openCluster } from '#lib/transport/kubernetes/cluster-api.ts';
import type { PlannedCluster } from '../plan.ts';
import { ClusterReader } from '../reading/cluster-reader.ts';
import { Turns } from '../reading/turns.ts';
import { OwnLoad } from './own-load.ts';
import type { ReaderSink, Readers } from './readers.ts';

/** Clusters are asked for the first time so far apart, milliseconds: hundreds of handshakes at once run each other into their deadlines. */
const START_APART_MS = 20;

/** Who shares a thread with readers are readers only: their sockets and timers need little time. */
export const TURNS = { rest: 0.1 };

export interface LocalReadersOptions {
  clusters: readonly PlannedCluster[];
  /** Probes of one cluster, a second. */
  budgetPerSecond: number;
  clock: Clock;
  random: () => number;
  sink: ReaderSink;
}

/** Reads clusters in this thread. */
export class LocalReaders implements Readers {
  /** By how much others who work for the same fleet want intervals to be longer; 1: not at all. */
  othersStretch = 1;
  readonly #readers: Map<string, ClusterReader>;
  readonly #peers = new Map<string, readonly Peer[]>();
  readonly #http: HttpClient;
  readonly #turns: Turns;
  readonly #pollTurns: Turns;
  readonly #load: OwnLoad;
  readonly #options: LocalReadersOptions;

  constructor(options: LocalReadersOptions) {
    const { clock, clusters, sink } = options;
    this.#options = options;
    this.#http = openHttp({ clock });
    this.#load = new OwnLoad(clock);
    this.#turns = new Turns(clock, TURNS);
    this.#pollTurns = new Turns(clock, TURNS);
    const open = ({ id, context, exec, collectors }: PlannedCluster) =>
      new ClusterReader({
        cluster: id,
        api: openCluster(context, { clock, exec }),
        http: this.#http,
        collectors,
        budgetPerSecond: options.budgetPerSecond,
        loadStretch: () => Math.max(this.#load.stretch, this.othersStretch),
        random: options.random,
        turns: this.#turns,
        pollTurns: this.#pollTurns,
        peers: () => this.#peers.get(id) ?? [],
        sink,
      });
    this.#readers = new Map(clusters.map((cluster) => [cluster.id, open(cluster)]));
  }

  start(): void {
    let ms = 0;
    for (const reader of this.#readers.values()) {
      reader.start(ms);
      ms += START_APART_MS;
    }
    this.#load.start();
  }

  peersChanged(cluster: string, peers: readonly Peer[]): void {
    this.#peers.set(cluster, peers);
    this.#readers.get(cluster)?.peersChanged();
  }

  leave(cluster: string): void {
    const { sink } = this.#options;
    this.#readers
      .get(cluster)
      ?.stop()
      .catch((error: unknown) => sink.defect(`${cluster}: end of reading`, error));
  }

  async stop(): Promise<void> {
    this.#load.stop();
    this.#turns.stop();
    this.#pollTurns.stop();
    await Promise.all([...this.#readers.values()].map((reader) => reader.stop()));
    await this.#http.close();
  }
}
