import type { ClustermeshStatus } from './clustermesh-status.ts';
import { type ExecMemory, NO_EXEC } from './exec-record.ts';
import type { Program } from './programs.ts';
import type { Scrape } from './scrape.ts';

/** What is remembered of one remote cluster as one process sees it. Instants are epoch milliseconds by our clock. */
export interface RemoteMemory {
  /** Since when it is as it is. */
  since: number;
  ready: boolean;
  /** It was ready while we looked at this process. */
  everReady: boolean;
  failures: number;
  /** When the count of failures rose while we looked, the latest last. */
  failedAt: readonly number[];
  /** Caches given up as of the last time it was ready, or as of our first look. */
  revocationsBefore: number;
}

/** One process behind a metrics Service, or in a pod. */
export interface Seen {
  at: number;
  /** How long what it says is fresh, milliseconds: three intervals, longer where a budget stretches them. */
  freshForMs: number;
  scrape: Scrape;
  remotes: ReadonlyMap<string, RemoteMemory>;
}

/** Why a pod that was asked for its metrics had nothing to say. */
export interface Silence {
  words: string;
  /** It answered, and another replica is the one who knows: none of its business, as long as that one speaks. */
  standby: boolean;
}

/** What the collector must remember between two readings. */
export interface Memory {
  /** By program and process, or poll of a pod, the latest last. */
  seen: Readonly<Record<Program, ReadonlyMap<string, Seen>>>;
  /** Why the last question to a program had no answer, in words. */
  troubles: Readonly<Record<Program, string>>;
  /** Pods that told nothing when they were asked last, by poll. */
  silent: ReadonlyMap<string, Silence>;
  /** The last answer of KVStoreMesh's Service was a standby's. */
  standby: boolean;
  /** Remote clusters that were configured when this could be told last. */
  current: Readonly<Record<Program, readonly string[]>>;
  /** What the CLI said last. */
  cli: { at: number; status: ClustermeshStatus } | null;
  /** Why its last output could not be used, in words. */
  cliTrouble: string;
  /** Remote clusters that some process was ready for while we looked: their data was cached here. */
  known: readonly string[];
  /** What pods said when they were asked in themselves. */
  exec: ExecMemory;
}

export function remember(): Memory {
  const each = <T>(value: () => T): Record<Program, T> => ({
    kvstoremesh: value(),
    agents: value(),
    operator: value(),
  });
  return {
    seen: each(() => new Map()),
    troubles: each(() => ''),
    silent: new Map(),
    standby: false,
    current: each(() => []),
    cli: null,
    cliTrouble: '',
    known: [],
    exec: NO_EXEC,
  };
}
