'use client';
import { useSearchParams } from 'next/navigation';
import { useEffect } from 'react';

/** What was written last and is not drawn yet; the router puts an older address back for a moment while it draws. */
let written: { path: string; text: string } | null = null;

if (typeof window !== 'undefined') {
  window.addEventListener('popstate', () => {
    written = null;
  });
}

/** The search of the address as it was last asked for: what is drawn, and what the window says, may be older by some keys. */
export function searchNow(): URLSearchParams {
  const { pathname, search } = window.location;
  return new URLSearchParams(written?.path === pathname ? written.text : search);
}

/** Changes the search of the address without asking the server; `push` leaves a step to go back to. `text` has no question mark. */
export function writeSearch(text: string, how: 'push' | 'replace'): void {
  const { pathname } = window.location;
  written = { path: pathname, text };
  const address = text ? `?${text}` : pathname;
  if (how === 'push') window.history.pushState(null, '', address);
  else window.history.replaceState(null, '', address);
}

/** The search of the address as it is drawn. */
export function useDrawnSearch(): URLSearchParams {
  const search = useSearchParams();
  useEffect(() => {
    if (written && new URLSearchParams(written.text).toString() === search.toString()) written = null;
  }, [search]);
  return search;
}
