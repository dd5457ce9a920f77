import type { Peer } from '#lib/collectors/collector.ts';
import type { ReadingSource } from '../pipeline/reading-source.ts';
import type { Renewal } from '../pipeline/renewal.ts';
import type { ReaderSink } from '../reading/cluster-reader.ts';

/** Whoever reads the clusters, here or in threads of their own. What they read goes to a `ReaderSink`. */
export interface Readers {
  /** Says of every source that its first answer is due, and begins to ask. */
  start(): void;
  /** The peers of a cluster, in order of id; those that did not change are the same objects as before. */
  peersChanged(cluster: string, peers: readonly Peer[]): void;
  /** A cluster is read no more. */
  leave(cluster: string): void;
  /** Ends everything; nothing comes to the sink afterwards. */
  stop(): Promise<void>;
}

export type { ReaderSink };

/** Hears threads, which say only once what a source goes on to say. */
export interface RenewingSink extends ReaderSink {
  renewal(source: ReadingSource, renewal: Renewal): void;
}
