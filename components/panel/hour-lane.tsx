'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNow } from '#components/ui/clock.ts';
import { LaneBars, type LaneSpan } from '#components/ui/lane.tsx';
import type { Transitions } from '#lib/api/series.ts';
import { formatClock } from '#lib/client/format.ts';
import { transitionsQuery } from '#lib/client/history-query.ts';
import { markOf } from '#lib/model/status.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const WIDTH = 344;

/** The transitions of one subject as spans of a period; before the first one nothing was known. */
export function laneSpans(
  transitions: Transitions['transitions'],
  subject: string,
  fromAt: number,
  toAt: number,
): LaneSpan[] {
  const own = transitions
    .filter((each) => each.subject === subject)
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const share = (at: number) => Math.min(1, Math.max(0, (at - fromAt) / (toAt - fromAt)));
  const spans: LaneSpan[] = [];
  const put = (start: number, end: number, mark: LaneSpan['mark']) => {
    if (end > start) spans.push({ start, end, mark });
  };
  put(0, share(own[0] ? Date.parse(own[0].at) : toAt), 'unknown');
  for (const [index, each] of own.entries()) {
    const next = own[index + 1];
    put(share(Date.parse(each.at)), next ? share(Date.parse(next.at)) : 1, markOf(each));
  }
  return spans;
}

/** One direction over the last 60 minutes. */
export function HourLane({ link, from, to, since }: { link: string; from: string; to: string; since: string | null }) {
  const now = useNow();
  // By whole minutes, or every tick would ask anew.
  const toAt = Math.ceil(now / MINUTE_MS) * MINUTE_MS;
  const period = { fromAt: toAt - HOUR_MS, toAt };
  const { data } = useQuery({
    ...transitionsQuery({ kind: 'links', id: link }, period),
    placeholderData: keepPreviousData,
    retry: false,
  });
  if (!data) return null;
  if (data.reason !== null)
    return <p className="muted">The last 60 minutes are not known: the history is not complete.</p>;
  const spans = laneSpans(data.transitions, `direction/${from}>${to}`, now - HOUR_MS, now);
  const changedAt = since === null ? Number.NaN : (Date.parse(since) - (now - HOUR_MS)) / HOUR_MS;
  const mark = changedAt > 0.16 && changedAt < 0.82 ? changedAt * WIDTH : undefined;
  return (
    <svg
      className="lane hour"
      width="100%"
      viewBox={`0 0 ${WIDTH} 30`}
      role="img"
      aria-label={`${from} to ${to}, last 60 minutes`}
    >
      <LaneBars spans={spans} width={WIDTH} height={12} />
      {mark === undefined ? null : (
        <>
          <path d={`M${mark} 0V14`} stroke="var(--ink)" />
          <text x={mark + 4} y="27" className="loud">
            {formatClock(Date.parse(since ?? ''))}
          </text>
        </>
      )}
      <text x="0" y="27" suppressHydrationWarning>
        {formatClock(now - HOUR_MS).slice(0, 5)} UTC
      </text>
      <text x={WIDTH} y="27" textAnchor="end">
        now
      </text>
    </svg>
  );
}
