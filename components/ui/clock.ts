'use client';
import { createContext, useContext, useSyncExternalStore } from 'react';

// One timer for every age on the page, so that all of them move together; it runs only while somebody reads it.
const TICK_MS = 1000;

const readers = new Set<() => void>();
let timer: ReturnType<typeof setTimeout> | undefined;
let offsetMs = 0;
let now = 0;
let live = true;

function tellAll(): void {
  for (const reader of readers) reader();
}

function tick(): void {
  now = Date.now() + offsetMs;
  tellAll();
  // Aligned to the server's full second, so that clocks on two screens step together.
  timer = setTimeout(tick, TICK_MS - (now % TICK_MS));
}

function read(reader: () => void): () => void {
  readers.add(reader);
  if (timer === undefined) tick();
  return () => {
    readers.delete(reader);
    if (readers.size > 0) return;
    clearTimeout(timer);
    timer = undefined;
  };
}

const wholeSecond = () => Math.floor(Date.now() / TICK_MS) * TICK_MS;

/** The server's time minus the browser's, milliseconds: ages are counted on the server's clock. */
export function setClockOffset(ms: number): void {
  if (Math.abs(ms - offsetMs) < 250) return;
  offsetMs = ms;
  now = Date.now() + offsetMs;
  tellAll();
}

/** Whether the page still hears its server; while it does not, every value wears the look of an old one. */
export function setClockLive(next: boolean): void {
  if (live === next) return;
  live = next;
  tellAll();
}

/**
 * The instant at which the server drew the page, epoch milliseconds. The browser takes the page over with the same one: an age
 * counted from its own clock would differ from what stands there, and React would throw the server's drawing away.
 */
export const DrawnAt = createContext(0);

/** The server's time, epoch milliseconds, once a second. */
export function useNow(): number {
  const drawnAt = useContext(DrawnAt);
  return useSyncExternalStore(
    read,
    () => now || wholeSecond(),
    () => drawnAt || wholeSecond(),
  );
}

/** Whether the page still hears its server. */
export function useLive(): boolean {
  return useSyncExternalStore(
    read,
    () => live,
    () => true,
  );
}
