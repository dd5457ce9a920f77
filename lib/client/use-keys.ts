'use client';
import { useEffect, useRef } from 'react';

const STORAGE_KEY = 'causeway.keys';

/** Whether single keys act; people who speak to their computer switch them off (WCAG 2.1.4). */
export function singleKeysAreOn(): boolean {
  try {
    return localStorage.getItem(STORAGE_KEY) !== 'off';
  } catch {
    return true;
  }
}

export function setSingleKeys(on: boolean): void {
  try {
    localStorage.setItem(STORAGE_KEY, on ? 'on' : 'off');
  } catch {
    // Storage may be forbidden; keys then stay on.
  }
}

/**
 * Single keys of the page: a map from `KeyboardEvent.key` to what it does. Silent while one types, with a modifier held,
 * while a dialogue is open, and when single keys are switched off; `Escape` always acts.
 */
export function useKeys(keys: Record<string, () => void>): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const act = latest.current[event.key];
      if (!act || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      const at = event.target instanceof Element ? event.target : null;
      if (at?.closest('input, textarea, select, [contenteditable], dialog[open]')) return;
      // What has the focus answers to Enter itself.
      if (event.key === 'Enter' && at?.closest('a, button, [role="application"]')) return;
      if (event.key !== 'Escape' && !singleKeysAreOn()) return;
      event.preventDefault();
      act();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
}
