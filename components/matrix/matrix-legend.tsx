import { StatusWord } from '#components/ui/badge.tsx';
import { MARKS } from '#lib/model/status.ts';
import type { MatrixScale } from './matrix-geometry.ts';

/** What the marks of the matrix mean. */
export function MatrixLegend({ detail }: { detail: MatrixScale['detail'] }) {
  return (
    <div className="mx-legend">
      {MARKS.map((mark) => (
        <StatusWord key={mark} mark={mark} />
      ))}
      {detail === 'rtt' ? (
        <span className="mark">
          <span>24</span> up: RTT, ms
        </span>
      ) : null}
      <span className="mark">{detail === 'tiny' ? 'empty: no link' : '– no link'}</span>
      <span className="mark">
        <svg width="14" height="14" aria-hidden="true">
          <rect
            x="1.5"
            y="1.5"
            width="11"
            height="11"
            rx="2"
            fill="none"
            stroke="var(--accent)"
            strokeDasharray="3 2"
          />
        </svg>
        the reverse
      </span>
    </div>
  );
}
