'use client';

import { type Period, timeAt } from './time-axis.ts';
import type { TimeCursor } from './use-time-cursor.ts';

/** The time cursor for those who do not see the charts; `words` says what stands under it. */
export function CursorSlider({
  period,
  cursor,
  words,
}: {
  period: Period;
  cursor: TimeCursor;
  words?: (at: number) => string;
}) {
  const at = cursor.at ?? period.toAt;
  const instant = new Date(at).toISOString();
  return (
    <label className="unseen">
      Time cursor
      <input
        type="range"
        className="cursor-slider"
        min={timeAt(0, period, 0, 1)}
        max={timeAt(1, period, 0, 1)}
        step={1000}
        value={at}
        onChange={(event) => cursor.move(Number(event.target.value))}
        aria-valuetext={words ? `${instant}. ${words(at)}` : instant}
      />
    </label>
  );
}
