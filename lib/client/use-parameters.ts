'use client';
import { useCallback } from 'react';
import { searchNow, useDrawnSearch, writeSearch } from './page-search.ts';

/** Sets parameters of the address; null removes one. `push` leaves a step to go back to. */
export type SetParameters = (changes: Readonly<Record<string, string | null>>, how?: 'push' | 'replace') => void;

/** The parameters of a page's address, and how to change them without asking the server. What is not named stays. */
export function useParameters(): [URLSearchParams, SetParameters] {
  const search = useDrawnSearch();
  const set = useCallback<SetParameters>((changes, how = 'replace') => {
    const next = searchNow();
    for (const [name, value] of Object.entries(changes)) {
      if (value === null) next.delete(name);
      else next.set(name, value);
    }
    writeSearch(next.toString().replaceAll('%3A', ':').replaceAll('%7E', '~'), how);
  }, []);
  return [search, set];
}

/** The time cursor an address names, epoch milliseconds; null when it names none that can be read. */
export function cursorOf(search: URLSearchParams): number | null {
  const at = Date.parse(search.get('cursor') ?? '');
  return Number.isNaN(at) ? null : at;
}

/** A time cursor as the address holds it: RFC 3339, UTC, whole seconds. */
export function cursorText(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
