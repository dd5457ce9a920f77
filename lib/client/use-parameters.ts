'use client';
import { useSearchParams } from 'next/navigation';
import { useCallback } from 'react';

/** Sets parameters of the address; null removes one. `push` leaves a step to go back to. */
export type SetParameters = (changes: Readonly<Record<string, string | null>>, how?: 'push' | 'replace') => void;

/** The parameters of a page's address, and how to change them without asking the server. What is not named stays. */
export function useParameters(): [URLSearchParams, SetParameters] {
  const search = useSearchParams();
  const set = useCallback<SetParameters>((changes, how = 'replace') => {
    // From the window and not from the last render: two changes in one turn must both hold.
    const next = new URLSearchParams(window.location.search);
    for (const [name, value] of Object.entries(changes)) {
      if (value === null) next.delete(name);
      else next.set(name, value);
    }
    const text = next.toString().replaceAll('%3A', ':').replaceAll('%7E', '~');
    const address = text ? `?${text}` : window.location.pathname;
    if (how === 'push') window.history.pushState(null, '', address);
    else window.history.replaceState(null, '', address);
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
