import { type Counts, MARKS } from '#lib/model/status.ts';
import { Glyph } from './glyph.tsx';

/**
 * Counts of a roll-up, worst first, always with the whole: `■ 3 ◷ 3 of 6`. What is up is said only when all is. `most`
 * keeps the worst so many kinds, and counts those of the others together: `■ 3 +5 of 9`; the title names them.
 */
export function Tally({
  counts,
  of = true,
  most = 7,
  size = 11,
}: {
  counts: Counts;
  of?: boolean;
  most?: number;
  size?: number;
}) {
  const bad = MARKS.filter((mark) => mark !== 'up' && counts[mark] > 0);
  const all = MARKS.filter((mark) => counts[mark] > 0).map((mark) => `${counts[mark]} ${mark}`);
  if (counts.total === 0) return <span className="of">no links</span>;
  const shown = bad.length > 0 ? bad.slice(0, most) : (['up'] as const);
  const rest = bad.slice(most).reduce((sum, mark) => sum + counts[mark], 0);
  return (
    <span className="nw" title={`${all.join(', ')} of ${counts.total}`}>
      {shown.map((mark) => (
        <span key={mark} className="tally">
          <Glyph mark={mark} size={size} />
          <b>{counts[mark]}</b>
        </span>
      ))}
      {rest > 0 ? <span className="tally of">+{rest}</span> : null}
      {of ? <span className="of">of {counts.total}</span> : null}
    </span>
  );
}
