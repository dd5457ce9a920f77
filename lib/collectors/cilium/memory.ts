import type { ClustermeshStatus } from './clustermesh-status.ts';
import { type ExecMemory, NO_EXEC } from './exec-record.ts';
import type { Program } from './place.ts';
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

/** One process behind a metrics Service. */
export interface Seen {
  at: number;
  /** How long what it says is fresh, milliseconds: three intervals, longer where a budget stretches them. */
  freshForMs: number;
  scrape: Scrape;
  remotes: ReadonlyMap<string, RemoteMemory>;
}

/** What the collector must remember between two readings. */
export interface Memory {
  /** By program and process, the latest last. */
  seen: Readonly<Record<Program, ReadonlyMap<string, Seen>>>;
  /** Why the last question to a program had no answer, in words. */
  troubles: Readonly<Record<Program, string>>;
  /** The last answer of KVStoreMesh was a standby's. */
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
    standby: false,
    current: each(() => []),
    cli: null,
    cliTrouble: '',
    known: [],
    exec: NO_EXEC,
  };
}
