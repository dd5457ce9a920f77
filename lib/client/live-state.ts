import { useSyncExternalStore } from 'react';

/** What the page knows of its connection to the server. */
export interface LiveState {
  /** `connecting`: not heard yet, and too early to say. `silent`: nothing heard for too long, all values are old. */
  phase: 'connecting' | 'live' | 'silent';
  /** Epoch milliseconds of the server's clock: what the page shows is from then. */
  heardAt: number | null;
  /** Another build of the server answers than the one this page was loaded from. */
  outdated: boolean;
  /** Why the server can't read or write its history; null when it can. */
  historyFault: string | null;
  /** API instants of the youngest and the oldest current evidence, and whose the oldest is. */
  newestAt: string | null;
  oldestAt: string | null;
  oldestOf: string | null;
}

const AT_FIRST: LiveState = {
  phase: 'connecting',
  heardAt: null,
  outdated: false,
  historyFault: null,
  newestAt: null,
  oldestAt: null,
  oldestOf: null,
};

let state = AT_FIRST;
const readers = new Set<() => void>();

/** Notes what was learnt of the connection; there is one per page. */
export function reportLive(change: Partial<LiveState>): void {
  state = { ...state, ...change };
  for (const reader of readers) reader();
}

function subscribe(reader: () => void): () => void {
  readers.add(reader);
  return () => readers.delete(reader);
}

/** The state of the page's connection to the server. */
export function useLiveState(): LiveState {
  return useSyncExternalStore(
    subscribe,
    () => state,
    () => AT_FIRST,
  );
}
