'use client';

import { type ChartFrame, ROWS } from './chart-frame.ts';
import { cursorDrag } from './cursor-drag.ts';
import { CursorTag } from './cursor-tag.tsx';
import type { DirectionHistory } from './direction-history.ts';
import type { TimelineEvent } from './events.ts';
import { readingAt } from './reading.ts';
import type { TimeCursor } from './use-time-cursor.ts';

/** Widest mean character of the readings, pixels. */
const CHARACTER = 6;

function Tag({ x, y, text, right }: { x: number; y: number; text: string; right: number }) {
  const width = text.length * CHARACTER + 10;
  const left = x + 5 + width > right ? x - 5 - width : x + 5;
  return (
    <g>
      <rect x={left} y={y - 12} width={width} height={16} rx={2} fill="var(--bg)" stroke="var(--line-2)" />
      <text className="v" x={left + 5} y={y}>
        {text}
      </text>
    </g>
  );
}

/** The time cursor with its readings, the events as posts and boxes, and the ground that the pointer drags on. */
export function CursorOverlay(props: {
  frame: ChartFrame;
  history: DirectionHistory;
  events: readonly TimelineEvent[];
  cursor: TimeCursor;
}) {
  const { frame, history, cursor } = props;
  const right = frame.left + frame.plotWidth;
  const { at } = cursor;
  const x = at === null ? 0 : frame.x(at);
  const reading = at === null ? null : readingAt(history, at);
  return (
    <svg
      className="chart overlay"
      width={frame.width}
      height={ROWS.height}
      viewBox={`0 0 ${frame.width} ${ROWS.height}`}
      aria-hidden="true"
      {...cursorDrag(frame, cursor)}
    >
      {props.events.map((event) => {
        const post = frame.x(event.at);
        return (
          <g key={event.number}>
            <path d={`M${post} 14V${ROWS.events - 8}`} stroke="var(--ink-2)" strokeDasharray="2 3" />
            <EventBox x={post} y={ROWS.events - 1} label={String(event.number)} />
          </g>
        );
      })}
      {reading ? (
        <g>
          <path d={`M${x} 14V${ROWS.axis - 8}`} stroke="var(--accent)" strokeWidth="1.3" />
          {at === null ? null : <CursorTag frame={frame} at={at} />}
          <Tag x={x} y={ROWS.rtt.top + 26} text={reading.rtt} right={right} />
          <Tag x={x} y={ROWS.full.top + 28} text={reading.full} right={right} />
          <Tag x={x} y={ROWS.small.top + 6} text={reading.small} right={right} />
          <Tag x={x} y={ROWS.size.top + ROWS.size.height - 8} text={reading.size} right={right} />
        </g>
      ) : null}
    </svg>
  );
}

/** A numbered box, centred on x, y. */
function EventBox({ x, y, label }: { x: number; y: number; label: string }) {
  const width = Math.max(14, label.length * 7 + 6);
  return (
    <g>
      <rect x={x - width / 2} y={y - 7} width={width} height={14} rx={3} fill="var(--bg)" stroke="var(--ink-2)" />
      <text className="v" x={x} y={y + 4} textAnchor="middle">
        {label}
      </text>
    </g>
  );
}
