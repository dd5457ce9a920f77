import type { Peer } from '#lib/collectors/collector.ts';
import type { Reading, ReadingPart } from '#lib/model/reading.ts';
import type { Source } from '#lib/model/source.ts';
import type { Config } from '../config/config.ts';
import type { Reach } from '../pipeline/cluster-register.ts';
import type { ReadingSource } from '../pipeline/reading-source.ts';
import type { Renewal } from '../pipeline/renewal.ts';

/** What a thread of readers is made with. */
export interface ThreadStart {
  config: Config;
  /** Ids of the clusters that it reads. */
  clusters: readonly string[];
}

/** To a thread of readers. */
export type ToThread =
  /** The peers of a cluster in order; an id stands for a peer that is as it was told before. */
  | { kind: 'peers'; cluster: string; peers: readonly (Peer | string)[] }
  | { kind: 'leave'; cluster: string }
  | { kind: 'stretch'; stretch: number }
  /** The last batch was taken: the next one may come. */
  | { kind: 'taken' }
  | { kind: 'stop' };

/** A reading on its way: of its parts only those that are others than in the one before. */
export interface SentReading {
  source: ReadingSource;
  reading: Omit<Reading, 'parts'>;
  /** Null: this reading has no parts. */
  parts: { set: readonly (readonly [string, ReadingPart])[]; gone: readonly string[] } | null;
}

/** A source that says what it said before, later. */
export interface SentRenewal {
  source: ReadingSource;
  renewal: Renewal;
}

/** From a thread: everything that is news since the batch before. The next one follows when this one was taken. */
export interface Batch {
  reaches: readonly (readonly [string, Reach])[];
  sources: readonly Source[];
  readings: readonly (SentReading | SentRenewal)[];
  defects: readonly { where: string; message: string; stack: string }[];
}
