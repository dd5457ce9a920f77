import { Age } from '#components/ui/age.tsx';
import { Glyph } from '#components/ui/glyph.tsx';
import type { FleetFilter } from '#lib/client/fleet-filter.ts';
import type { FleetView } from '#lib/client/fleet-view.ts';
import { formatCount, formatRtt } from '#lib/client/format.ts';
import type { Place } from '#lib/client/worst-directions.ts';
import { linkId } from '#lib/model/identity.ts';

/** More rows than this nobody reads to the end; they are counted. */
const MOST_ROWS = 200;

/** How many directions are not up, of those that the filter keeps; where none is known, why that is no good news. */
function captionOf({ clusters, fleet: { totals } }: FleetView, { isOff, inside, outside }: FleetFilter): string {
  const bad = inside.total - inside.up;
  const badOutside = outside.total - outside.up;
  if (totals.total === 0) {
    const unread = clusters.filter(({ reading }) => reading !== 'read').length;
    const why = unread > 0 ? `${formatCount(unread)} of ${formatCount(clusters.length)} clusters cannot be read.` : '';
    return `No link is known: nothing to judge. ${why}`;
  }
  const others = isOff
    ? ''
    : badOutside === 0
      ? ' Everything outside this filter is up.'
      : ` Outside this filter ${badOutside === 1 ? '1 is' : `${formatCount(badOutside)} are`} not up.`;
  if (inside.total === 0) return `No direction matches the filter.${others}`;
  const directions = `${formatCount(inside.total)} directions${isOff ? '' : ' inside the filter'}`;
  return bad === 0
    ? `All ${directions} are up.${others}`
    : `${formatCount(bad)} of ${directions} are not up, worst first.${others}`;
}

/**
 * Every direction that is not up, worst first, as a table: what screen readers get beside a drawing, and what a narrow
 * screen shows instead of one. `places` are those that `filter` keeps. With `onLink` its lines can be pressed.
 */
export function ExceptionList({
  view,
  filter,
  places,
  onLink,
}: {
  view: FleetView;
  filter: FleetFilter;
  places: readonly Place[];
  onLink?: (link: string, from: string) => void;
}) {
  const rest = places.length - MOST_ROWS;
  return (
    <table className="tbl exceptions">
      <caption>
        {captionOf(view, filter)}
        {rest > 0 ? ` The first ${MOST_ROWS} are listed.` : ''}
      </caption>
      <thead>
        <tr>
          <th scope="col">direction</th>
          <th scope="col">status</th>
          <th scope="col">layer</th>
          <th scope="col" className="num">
            RTT, ms
          </th>
          <th scope="col" className="num">
            evidence
          </th>
        </tr>
      </thead>
      <tbody>
        {places.slice(0, MOST_ROWS).map(({ row, column, mark }) => {
          const cell = view.cell(row, column);
          if (!cell) return null;
          const { from, to } = cell;
          const name = (
            <>
              <bdi>{from.name}</bdi> → <bdi>{to.name}</bdi>
            </>
          );
          return (
            <tr key={`${from.id} ${to.id}`}>
              <td>
                {onLink ? (
                  <button type="button" onClick={() => onLink(linkId(from.id, to.id), from.id)}>
                    {name}
                  </button>
                ) : (
                  name
                )}
              </td>
              <td>
                <span className="mark">
                  <Glyph mark={mark} size={12} label={false} />
                  {mark}
                  {cell.conflict && mark !== 'conflict' ? ', in conflict' : ''}
                </span>
              </td>
              <td>{cell.ownerLayer ?? ''}</td>
              <td className="num">{cell.rttMs === null ? '' : formatRtt(cell.rttMs)}</td>
              <td className="num">{onLink ? <Age at={cell.observedAt} /> : null}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
