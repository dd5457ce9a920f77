import type { Gap, Point } from './smoke.ts';
import { type StatusSpan, timeByMark } from './status-spans.ts';
import { clockLabel, dayLabel, type Period } from './time-axis.ts';

/** An instant in words, with its day where the period is longer than one. */
function when(at: number, period: Period): string {
  const day = period.toAt - period.fromAt > 86_400_000 ? `${dayLabel(at)} ` : '';
  return `${day}${clockLabel(at)}`;
}

/** A series as a sentence, for those who can't see the chart. `format` writes a value with its unit. */
export function describeSeries(
  name: string,
  points: readonly Point[],
  gaps: readonly Gap[],
  period: Period,
  format: (value: number) => string,
): string {
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last) return `${name}: no data.`;
  let low = first;
  let high = first;
  for (const point of points) {
    if (point.min < low.min) low = point;
    if (point.max > high.max) high = point;
  }
  const spread =
    low.min === high.max
      ? `${format(low.min)} throughout`
      : `lowest ${format(low.min)} at ${when(low.at, period)}, highest ${format(high.max)} at ${when(high.at, period)}, last ${format(last.p50)}`;
  const missing = gaps.map((gap) => `${when(gap.fromAt, period)} to ${when(gap.toAt, period)}`);
  return `${name}: ${spread}${missing.length > 0 ? `; no data ${missing.join(', ')}` : ''}.`;
}

/** A lane as a sentence: what it shows now, and the share of time of everything that was not up. */
export function describeLane(name: string, spans: readonly StatusSpan[], period: Period): string {
  const last = spans.at(-1);
  if (!last) return `${name}: nothing known.`;
  const minutes = timeByMark(spans)
    .filter(({ mark }) => mark !== 'up')
    .map(({ mark, lengthMs }) => `${mark} ${Math.max(1, Math.round(lengthMs / 60_000))} min`);
  const since = last.fromAt > period.fromAt ? ` since ${when(last.fromAt, period)}` : ' throughout the last stretch';
  return `${name}: now ${last.mark}${since}${minutes.length > 0 ? `; ${minutes.join(', ')} in all` : ''}.`;
}
