import type { ChartFrame } from './chart-frame.ts';
import { cursorLabel } from './time-axis.ts';

/** Widest mean character of the label, pixels. */
const CHARACTER = 6.1;

/** The instant of the time cursor in a box on top of a chart, kept inside it. */
export function CursorTag({ frame, at }: { frame: Pick<ChartFrame, 'width' | 'period' | 'x'>; at: number }) {
  const label = cursorLabel(at, frame.period);
  const half = (label.length * CHARACTER + 12) / 2;
  const x = Math.min(Math.max(frame.x(at), half), frame.width - half);
  return (
    <>
      <rect x={x - half} width={half * 2} height={15} rx={2} fill="var(--accent)" />
      <text className="on-accent" x={x} y={11.5} textAnchor="middle">
        {label}
      </text>
    </>
  );
}
