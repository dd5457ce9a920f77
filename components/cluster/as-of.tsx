'use client';

import { useNow } from '#components/ui/clock.ts';
import { Glyph } from '#components/ui/glyph.tsx';
import { formatInstant } from '#lib/client/format.ts';
import { duration } from '#lib/model/duration.ts';

/** The age of what was told once and is not told any more: `as of 09:34:55 UTC, 6 min 12 s ago`. `at` is an API instant. */
export function AsOf({ at }: { at: string }) {
  const now = useNow();
  const instant = Date.parse(at);
  return (
    <time className="age old as-of" dateTime={at} suppressHydrationWarning>
      <Glyph mark="stale" size={11} label={false} />
      as of {formatInstant(instant, now)}, {duration(Math.max(0, now - instant))} ago
    </time>
  );
}
