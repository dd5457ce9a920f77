import { Glyph } from '#components/ui/glyph.tsx';
import type { FleetFilter } from '#lib/client/fleet-filter.ts';
import type { FleetView } from '#lib/client/fleet-view.ts';
import { formatCount } from '#lib/client/format.ts';
import type { Place } from '#lib/client/worst-directions.ts';
import { linkId } from '#lib/model/identity.ts';

/** More lines than this leave no room for the rest of the panel; they are counted. */
const MOST_LINES = 24;

/** What a filter keeps: its directions that are not up, worst first, each a way to its link. */
export function FilteredPanel({
  view,
  filter,
  places,
  onLink,
}: {
  view: FleetView;
  filter: FleetFilter;
  places: readonly Place[];
  onLink: (link: string, from: string) => void;
}) {
  const { total } = filter.inside;
  const kept = `${formatCount(total)} ${total === 1 ? 'direction' : 'directions'}`;
  const rest = places.length - MOST_LINES;
  return (
    <div className="kept">
      <h2>In the filter</h2>
      <p className="muted">
        {total === 0
          ? 'Nothing matches it.'
          : places.length === 0
            ? `${kept}, all up.`
            : `${formatCount(places.length)} of ${kept} not up, worst first.`}
      </p>
      <ul className="peers">
        {places.slice(0, MOST_LINES).map(({ row, column, mark }) => {
          const cell = view.cell(row, column);
          if (!cell) return null;
          const { from, to, ownerLayer } = cell;
          return (
            <li key={`${from.id} ${to.id}`}>
              <button type="button" className="wide" onClick={() => onLink(linkId(from.id, to.id), from.id)}>
                <Glyph mark={mark} size={12} />
                <span className="clip">
                  <bdi>{from.name}</bdi> → <bdi>{to.name}</bdi>
                </span>
                <span className="muted">{ownerLayer ?? ''}</span>
              </button>
            </li>
          );
        })}
      </ul>
      {rest > 0 ? <p className="muted">{formatCount(rest)} more, none worse.</p> : null}
    </div>
  );
}
