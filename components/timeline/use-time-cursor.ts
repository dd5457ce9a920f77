'use client';

import { useCallback, useEffect, useState } from 'react';
import { clampToPeriod, type Period } from './time-axis.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;

/** The one time cursor of a page, and how it is moved. Instants are epoch milliseconds. */
export interface TimeCursor {
  at: number | null;
  /** While the pointer drags: on screen at once, not yet in the address. */
  drag: (at: number) => void;
  /** Into the address. */
  settle: (at: number | null) => void;
}

/**
 * One cursor for all charts of a page. `address` is what the address names, shown while it lies in the period; `remember`
 * writes it there. The left and
 * right keys move it by a second, with Shift by a minute, wherever the focus is unless something else uses them.
 */
export function useTimeCursor(
  period: Period,
  address: number | null,
  remember: (at: number | null) => void,
): TimeCursor {
  const [dragged, setDragged] = useState<number | null>(null);
  const inside = address !== null && address >= period.fromAt && address <= period.toAt;
  const at = dragged ?? (inside ? address : null);

  const settle = useCallback(
    (next: number | null) => {
      setDragged(null);
      remember(next === null ? null : clampToPeriod(next, period));
    },
    [remember, period],
  );

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
      if (
        event.target instanceof Element &&
        event.target.closest('input:not([type=range]), textarea, select, [role=radiogroup], [contenteditable]')
      )
        return;
      event.preventDefault();
      const step = (event.shiftKey ? MINUTE_MS : SECOND_MS) * (event.key === 'ArrowLeft' ? -1 : 1);
      settle((at ?? address ?? period.toAt) + step);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [at, address, period.toAt, settle]);

  return { at, drag: setDragged, settle };
}
