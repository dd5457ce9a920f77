import { type CallLog, EMPTY_LOG } from './call-log.ts';
import { type NameMemory, NO_NAMES } from './name-memory.ts';
import { NEW_SEARCH, type SizeSearch } from './size-search.ts';

/** A question that could not be asked, or whose answer could not be read. `at` is epoch milliseconds. */
export interface Trouble {
  at: number;
  text: string;
}

/** What is remembered of one peer: logs by kind (`icmp`, `upload`, `target/<id>`), the search for its largest size. */
export interface PeerMemory {
  logs: Readonly<Record<string, CallLog>>;
  sizes: SizeSearch;
  /** By kind; gone with the next good answer. */
  troubles: Readonly<Record<string, Trouble>>;
}

export interface ProbeMemory {
  peers: Readonly<Record<string, PeerMemory>>;
  names: NameMemory;
}

export const NEW_MEMORY: ProbeMemory = { peers: {}, names: NO_NAMES };

export const NEW_PEER: PeerMemory = { logs: {}, sizes: NEW_SEARCH, troubles: {} };

/** The trouble with one kind of question; of sizes (`icmp-df`) the last one with any of them. */
export function troubleOf({ troubles }: PeerMemory, kind: string): Trouble | undefined {
  if (kind !== 'icmp-df') return troubles[kind];
  return Object.entries(troubles)
    .flatMap(([key, trouble]) => (key.startsWith('icmp-df/') ? [trouble] : []))
    .sort((a, b) => b.at - a.at)[0];
}

export function logOf(peer: PeerMemory, kind: string): CallLog {
  return peer.logs[kind] ?? EMPTY_LOG;
}
