import type { LaneSpan } from '#components/ui/lane.tsx';
import type { ApiTransition } from '#lib/api/series.ts';
import { type Mark, markOf } from '#lib/model/status.ts';
import type { Period } from './time-axis.ts';

/** A stretch of one mark; epoch milliseconds. */
export interface StatusSpan {
  fromAt: number;
  toAt: number;
  mark: Mark;
}

/**
 * The lane of one subject: each transition holds until the next. Before the first one nothing is drawn, for nothing is
 * known; after a removal neither.
 */
export function statusSpans(transitions: readonly ApiTransition[], subject: string, period: Period): StatusSpan[] {
  const own = transitions
    .filter((transition) => transition.subject === subject)
    .map((transition) => ({ transition, at: Date.parse(transition.at) }))
    .sort((a, b) => a.at - b.at);
  return own.flatMap(({ transition, at }, index): StatusSpan[] => {
    const fromAt = Math.max(at, period.fromAt);
    const toAt = Math.min(own[index + 1]?.at ?? period.toAt, period.toAt);
    if (toAt < fromAt || transition.reason === 'removed') return [];
    return [{ fromAt, toAt, mark: markOf(transition) }];
  });
}

/** The same spans as shares of a period, as lanes draw them. */
export function laneSpans(spans: readonly StatusSpan[], period: Period): LaneSpan[] {
  const share = (at: number) => (at - period.fromAt) / Math.max(1, period.toAt - period.fromAt);
  return spans.map((span) => ({ start: share(span.fromAt), end: share(span.toAt), mark: span.mark }));
}

/** What a lane shows at an instant, or nothing. */
export function markAt(spans: readonly StatusSpan[], at: number): Mark | undefined {
  return spans.findLast((span) => span.fromAt <= at && at <= span.toAt)?.mark;
}

/** How long a lane showed each mark, milliseconds, longest first. */
export function timeByMark(spans: readonly StatusSpan[]): { mark: Mark; lengthMs: number }[] {
  const sums = new Map<Mark, number>();
  for (const span of spans) sums.set(span.mark, (sums.get(span.mark) ?? 0) + span.toAt - span.fromAt);
  return [...sums].map(([mark, lengthMs]) => ({ mark, lengthMs })).sort((a, b) => b.lengthMs - a.lengthMs);
}
