import type { Gap } from './smoke.ts';

/** Narrowest gap that has room for its words, pixels. */
const ROOM_FOR_WORDS = 30;

/** Where nobody measured: nothing at all, between two dotted posts. `words` are written inside where there is room. */
export function GapPosts(props: {
  gaps: readonly Gap[];
  x: (at: number) => number;
  top: number;
  height: number;
  words?: (gap: Gap) => readonly [string, string];
}) {
  const { x, top, height } = props;
  return props.gaps.map((gap) => {
    const left = x(gap.fromAt);
    const right = x(gap.toAt);
    const lines = right - left >= ROOM_FOR_WORDS ? props.words?.(gap) : undefined;
    const middle = (left + right) / 2;
    return (
      <g key={gap.fromAt}>
        <path
          d={`M${left} ${top}V${top + height}M${right} ${top}V${top + height}`}
          stroke="var(--ink-3)"
          strokeDasharray="1 3"
        />
        {lines?.map((line, index) => (
          <text key={line} className="ink2" x={middle} y={top + height / 2 - 4 + index * 13} textAnchor="middle">
            {line}
          </text>
        ))}
      </g>
    );
  });
}
