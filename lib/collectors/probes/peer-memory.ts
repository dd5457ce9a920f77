import { type CallLog, EMPTY_LOG } from './call-log.ts';
import { NEW_SEARCH, type SizeSearch } from './size-search.ts';

/** What is remembered of one peer: logs by kind (`icmp`, `upload`, `target/<id>`), the search for its largest size. */
export interface PeerMemory {
  logs: Readonly<Record<string, CallLog>>;
  sizes: SizeSearch;
}

export interface ProbeMemory {
  peers: Readonly<Record<string, PeerMemory>>;
  /** Why a question could not be asked or its answer not be read, by key; gone with the next good answer. */
  troubles: Readonly<Record<string, string>>;
}

export const NEW_PEER: PeerMemory = { logs: {}, sizes: NEW_SEARCH };

export function logOf(peer: PeerMemory, kind: string): CallLog {
  return peer.logs[kind] ?? EMPTY_LOG;
}
