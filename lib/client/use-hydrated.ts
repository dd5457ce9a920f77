'use client';
import { useSyncExternalStore } from 'react';

const never = () => () => {};

/**
 * Whether the page is past taking over what the server drew. Until then a component must draw from what the server
 * handed it: the stream may already have put something newer into the cache, and the two would not fit.
 */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
