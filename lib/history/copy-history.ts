import 'server-only';
import { HistoryError } from './history-error.ts';
import { backUp, restore } from './sqlite/copy.ts';

/** Copies the history of a url to a file that is not there yet, also while it is in use; answers its bytes. Throws `HistoryError`. */
export async function backUpHistory(url: string, to: string): Promise<number> {
  return backUp(pathOf(url), to);
}

/**
 * Makes a copy the history of a url, which nobody may be using. What was there stays beside it under its name and `asideName`:
 * the answer, null where there was nothing. Throws `HistoryError`.
 */
export async function restoreHistory(from: string, url: string, asideName: string): Promise<string | null> {
  return restore(from, pathOf(url), asideName);
}

function pathOf(url: string): string {
  const path = url.startsWith('file:') ? url.slice('file:'.length) : url;
  if (path === ':memory:') throw new HistoryError('io', 'a history in memory is in no file');
  return path;
}
