import type { Mark } from '#lib/model/status.ts';

/** A mark that held from `start` to `end`, both 0 to 1 of the width. */
export interface LaneSpan {
  start: number;
  end: number;
  mark: Mark;
}

/** Nothing abnormal is drawn narrower than this, or it would disappear. */
const NARROWEST_PX = 3;

function Bar({ mark, x, y, w, h }: { mark: Mark; x: number; y: number; w: number; h: number }) {
  switch (mark) {
    case 'up':
      return <rect x={x} y={y + h - 3} width={w} height={3} fill="var(--st-up)" />;
    case 'degraded':
      return <rect x={x} y={y + h * 0.45} width={w} height={h * 0.55} fill="var(--st-degraded)" />;
    case 'down':
      return <rect x={x} y={y} width={w} height={h} fill="var(--st-down)" />;
    case 'conflict':
      return (
        <g fill="var(--st-conflict)">
          <rect x={x} y={y} width={w} height={h * 0.4} />
          <rect x={x} y={y + h * 0.6} width={w} height={h * 0.4} />
        </g>
      );
    case 'stale':
      return (
        <rect
          x={x + 0.6}
          y={y + h * 0.3}
          width={Math.max(1, w - 1.2)}
          height={h * 0.7 - 0.6}
          fill="none"
          stroke="var(--st-stale)"
          strokeWidth={1.2}
        />
      );
    case 'unknown':
      return <rect x={x} y={y + h * 0.3} width={w} height={h * 0.7} fill="url(#dots)" />;
    case 'maintenance':
      return <rect x={x} y={y + h * 0.15} width={w} height={h * 0.85} fill="url(#hatch)" />;
  }
}

/** Status over time inside a drawing: severity is height, so it reads without colour; the abnormal is drawn on top. */
export function LaneBars({
  spans,
  width,
  height = 14,
  x = 0,
  y = 0,
}: {
  spans: readonly LaneSpan[];
  width: number;
  height?: number;
  x?: number;
  y?: number;
}) {
  const ordered = [...spans.filter((span) => span.mark === 'up'), ...spans.filter((span) => span.mark !== 'up')];
  return ordered.map(({ start, end, mark }) => {
    const w = Math.max(mark === 'up' ? 1 : NARROWEST_PX, (end - start) * width);
    // A sliver at the right edge is moved inside, or it would be cut.
    const left = Math.min(x + start * width, x + width - w);
    return <Bar key={`${start} ${mark}`} mark={mark} x={left} y={y} w={w} h={height} />;
  });
}

/** Status over time as a strip of its own. */
export function Lane({
  spans,
  label,
  width,
  height = 14,
}: {
  spans: readonly LaneSpan[];
  label: string;
  width: number;
  height?: number;
}) {
  return (
    <svg className="lane" width={width} height={height} role="img" aria-label={label}>
      <LaneBars spans={spans} width={width} height={height} />
    </svg>
  );
}
