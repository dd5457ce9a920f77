import 'server-only';
import { SqliteHistory } from './sqlite/sqlite-history.ts';
import type { HistoryStore } from './store.ts';

/** Where the history is kept and how much of it; times in milliseconds. */
export interface HistoryOptions {
  /** `file:<path>`, relative to the working directory, or `:memory:`. */
  readonly url: string;
  readonly rawForMs?: number | undefined;
  readonly minutesForMs?: number | undefined;
  readonly maxBytes?: number | undefined;
}

/** Opens (or makes) the history that a url names; throws `HistoryError` when it must not or can't be written. */
export function openHistory({ url, ...limits }: HistoryOptions): HistoryStore {
  const given = Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined));
  return new SqliteHistory({ path: url.startsWith('file:') ? url.slice('file:'.length) : url, limits: given });
}
