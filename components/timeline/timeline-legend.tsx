'use client';

import { Glyph } from '#components/ui/glyph.tsx';
import { leadOf, type TimelineEvent } from './events.ts';
import { cursorLabel, type Period } from './time-axis.ts';
import type { TimeCursor } from './use-time-cursor.ts';

/** Events that are told in words; the rest is counted. */
const MOST_EVENTS = 12;

/** What the marks of the charts mean, the events in words, and where the cursor stands. */
export function TimelineLegend(props: {
  events: readonly TimelineEvent[];
  period: Period;
  cursor: TimeCursor;
  addressed: number | null;
}) {
  const { events, period, cursor } = props;
  const told = events.slice(-MOST_EVENTS);
  return (
    <div className="under">
      <div className="legend">
        <span className="mark">
          <svg width="22" height="12" aria-hidden="true">
            <rect width="22" height="12" fill="var(--band)" />
            <rect y="4" width="22" height="5" fill="var(--band-2)" />
            <path d="M0 9H22" stroke="var(--ink)" strokeWidth="1.5" />
          </svg>
          min–max, p50–p95, p50
        </span>
        <span className="mark">
          <svg width="40" height="12" aria-hidden="true">
            <path d="M0 6H12" stroke="var(--ink)" strokeWidth="1.5" />
            <path d="M14 6H26" stroke="var(--st-degraded)" strokeWidth="3" />
            <path d="M28 6H40" stroke="var(--st-down)" strokeWidth="5" />
          </svg>
          p50 thickens with loss: 0, &lt; 20, ≥ 20 %
        </span>
        <span className="mark">
          <svg width="22" height="12" aria-hidden="true">
            <path d="M1 0V12M21 0V12" stroke="var(--ink-3)" strokeDasharray="1 3" />
          </svg>
          not measured
        </span>
        <CursorWords period={period} cursor={cursor} addressed={props.addressed} />
      </div>
      {told.length > 0 ? (
        <ol className="events" aria-label="Events">
          {told.map((event) => {
            const lead = leadOf(event);
            const more = event.changes.length - 1;
            return (
              <li key={event.number}>
                <button type="button" onClick={() => cursor.move(event.at)}>
                  <b>{event.number}</b>
                  <span className="when">{cursorLabel(event.at, period)}</span>
                  {lead ? <Glyph mark={lead.mark} size={11} /> : null}
                  <span
                    className="clip"
                    title={event.changes
                      .map((change) => `${change.direction ?? ''} ${change.layer ?? ''} ${change.mark}: ${change.text}`)
                      .join('\n')}
                  >
                    {lead?.direction?.replace('>', ' → ')}
                    {lead?.layer ? `, ${lead.layer}` : ''}
                    {lead?.text ? `: ${lead.text}` : ''}
                  </span>
                  {more > 0 ? <span className="muted nw">+ {more}</span> : null}
                </button>
              </li>
            );
          })}
        </ol>
      ) : null}
      {events.length > told.length ? (
        <p className="cap">and {events.length - told.length} earlier events: choose a shorter range to read them</p>
      ) : null}
    </div>
  );
}

/** Where the cursor stands, and how to move it. */
export function CursorWords(props: { period: Period; cursor: TimeCursor; addressed: number | null }) {
  const { period, cursor, addressed } = props;
  return (
    <span className="cursor-words">
      {cursor.at !== null ? (
        <>
          cursor <b>{cursorLabel(cursor.at, period)} UTC</b>, drag or ← →{' '}
          <button type="button" className="btn small" onClick={() => cursor.move(null)}>
            Clear
          </button>
        </>
      ) : addressed !== null ? (
        <>the cursor, {new Date(addressed).toISOString()}, lies outside this range</>
      ) : (
        <>cursor: drag in a chart, or ← →, Shift for minutes</>
      )}
    </span>
  );
}
