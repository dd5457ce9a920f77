'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import { clampToPeriod, type Period } from './time-axis.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;
/** The address follows when the cursor rests: browsers refuse too many changes, and a router is slower than a key. */
const REST_MS = 200;

/** The one time cursor of a page, and how it is moved. Instants are epoch milliseconds. */
export interface TimeCursor {
  at: number | null;
  /** Moves it, or takes it away. */
  move: (at: number | null) => void;
}

/**
 * One cursor for all charts of a page. `address` is what the address names, shown while it lies in the period; `remember`
 * writes it there. The left and right keys move it by a second, with Shift by a minute, wherever the focus is unless
 * something else uses them.
 */
export function useTimeCursor(
  period: Period,
  address: number | null,
  remember: (at: number | null) => void,
): TimeCursor {
  // What was set by hand holds until one goes back or forward; undefined = what the address says.
  const [held, setHeld] = useState<number | null>();
  const wanted = held === undefined ? address : held;
  const at = wanted !== null && wanted >= period.fromAt && wanted <= period.toAt ? wanted : null;
  const latest = useRef({ wanted, period });
  useEffect(() => {
    latest.current = { wanted, period };
  });

  useEffect(() => {
    if (held === undefined) return;
    const timer = setTimeout(() => remember(held), REST_MS);
    return () => clearTimeout(timer);
  }, [held, remember]);

  const move = useCallback((next: number | null) => {
    const to = next === null ? null : clampToPeriod(next, latest.current.period);
    // At once and not at the next render: a held key is faster than that.
    latest.current.wanted = to;
    setHeld(to);
  }, []);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
      const target = event.target instanceof Element ? event.target : null;
      if (target?.closest('input:not([type=range]), textarea, select, dialog[open], [contenteditable]')) return;
      event.preventDefault();
      const step = (event.shiftKey ? MINUTE_MS : SECOND_MS) * (event.key === 'ArrowLeft' ? -1 : 1);
      move((latest.current.wanted ?? latest.current.period.toAt) + step);
    };
    const onTravel = () => setHeld(undefined);
    window.addEventListener('keydown', onKey);
    window.addEventListener('popstate', onTravel);
    return () => {
      window.removeEventListener('keydown', onKey);
      window.removeEventListener('popstate', onTravel);
    };
  }, [move]);

  return { at, move };
}
