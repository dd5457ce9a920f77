import type { ReactNode } from 'react';
import { Glyph } from '#components/ui/glyph.tsx';
import { formatCount } from '#lib/client/format.ts';
import { type Counts, MARKS, type Mark } from '#lib/model/status.ts';

/**
 * How many directions show which mark, worst first; zero stays in its place. Each count switches the filter on its mark.
 * `children` stand at the right.
 */
export function CountsBar({
  totals,
  links,
  chosen,
  onChoose,
  children,
}: {
  totals: Counts;
  links: number;
  chosen: readonly Mark[];
  onChoose: (mark: Mark) => void;
  children?: ReactNode;
}) {
  return (
    <section className="sum" aria-label="Directions by status">
      <div className="tot">
        <b>{formatCount(totals.total)}</b>
        <span>
          directions on {formatCount(links)} {links === 1 ? 'link' : 'links'}
        </span>
      </div>
      {MARKS.map((mark) => (
        <button
          key={mark}
          type="button"
          className={`cnt${totals[mark] ? '' : ' zero'}${mark === 'up' ? ' quiet' : ''}`}
          aria-pressed={chosen.includes(mark)}
          onClick={() => onChoose(mark)}
        >
          <Glyph mark={mark} size={14} label={false} />
          <b>{formatCount(totals[mark])}</b>
          <span>
            {mark === 'conflict' && totals.downInConflict > 0
              ? `conflict, +${formatCount(totals.downInConflict)} down`
              : mark}
          </span>
        </button>
      ))}
      <div className="right">{children}</div>
    </section>
  );
}
