import 'server-only';
import { toInstant } from '#lib/api/instant.ts';
import type { HistorySize } from '#lib/api/sources.ts';
import type { KeptHistory } from './kept-history.ts';

/** What was counted is told for this long, milliseconds: a large history is not counted for everybody who looks. */
const COUNTED_FOR_MS = 60_000;
const counted = new WeakMap<KeptHistory, { at: number; size: HistorySize }>();

/** How much history there is; null where it can't be read. `now` in epoch milliseconds. */
export async function readHistorySize(history: KeptHistory, now: number): Promise<HistorySize | null> {
  const before = counted.get(history);
  if (before && now - before.at < COUNTED_FOR_MS) return before.size;
  const { found: stats } = await history.read(0, (store) => store.stats());
  if (!stats) return null;
  const { retention, maxBytes } = history.limits;
  const instant = (at: number | null) => (at === null ? null : toInstant(at));
  const size = {
    usedBytes: stats.bytes,
    fileBytes: stats.fileBytes,
    maxBytes,
    ...retention,
    oldestRawAt: instant(stats.oldestRawAt),
    oldestMinuteAt: instant(stats.oldestMinuteAt),
    oldestHourAt: instant(stats.oldestHourAt),
  };
  counted.set(history, { at: now, size });
  return size;
}
