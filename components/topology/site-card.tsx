import { Age } from '#components/ui/age.tsx';
import { Glyph } from '#components/ui/glyph.tsx';
import { Name } from '#components/ui/name.tsx';
import { Tally } from '#components/ui/tally.tsx';
import type { Selection } from '#lib/client/address.ts';
import type { FleetView, SiteRows } from '#lib/client/fleet-view.ts';
import { type Counts, MARKS, worstMark } from '#lib/model/status.ts';
import type { CardRows } from './site-box.ts';

/** What a site's card is drawn from. */
export interface SiteCardData {
  view: FleetView;
  site: SiteRows;
  card: CardRows;
  /** Rows of the view that are selected, and those that the filter leaves out. */
  selected: ReadonlySet<number>;
  outside: ReadonlySet<number>;
  onSelect: (selection: Selection) => void;
}

const ICONS = {
  'on-prem': 'M0 1.500h12v3.500H0zM0 7h12v3.500H0zM2.500 3.200h.1M2.500 8.700h.1',
  cloud: 'M3.3 10h6a2.4 2.4 0 0 0 .2-4.800A3.6 3.6 0 0 0 2.7 5 2.5 2.5 0 0 0 3.3 10Z',
  edge: 'M.5 10.500V5L6 1.500 11.500 5v5.500ZM4 10.500V7h4v3.500',
  unplaced: 'M1 1.500h10v9H1zM4 6h4',
};

/** The worst mark of some directions with its count, or that all are up. */
function Worst({ counts }: { counts: Counts }) {
  const mark = worstMark(counts);
  const title = MARKS.filter((each) => counts[each] > 0)
    .map((each) => `${counts[each]} ${each}`)
    .join(', ');
  if (counts.total === 0) return <span className="ct">no links</span>;
  if (mark === 'up') {
    return (
      <span className="ct" title={title}>
        {counts.total} of {counts.total} up
      </span>
    );
  }
  return (
    <span className="ct" title={title}>
      <Glyph mark={mark} size={11} /> {counts[mark]} of {counts.total}
    </span>
  );
}

function ClusterLine({ data, row }: { data: SiteCardData; row: number }) {
  const cluster = data.view.clusters[row];
  if (!cluster) return null;
  const counts = data.view.countTouching(row);
  const quiet = worstMark(counts) === 'up';
  const unread = cluster.status === 'stale' && cluster.observedAt !== null;
  return (
    <button
      type="button"
      tabIndex={-1}
      className={`line nodrag${data.selected.has(row) ? ' sel' : ''}${data.outside.has(row) ? ' out' : ''}`}
      onClick={() => data.onSelect({ kind: 'cluster', cluster: cluster.id })}
    >
      <Glyph mark={cluster.conflict ? 'conflict' : cluster.status} size={13} />
      <Name text={cluster.name} cut="middle" />
      <span className="end">
        {unread ? <Age at={cluster.observedAt} bare brief old={false} /> : null}
        {quiet ? null : <Worst counts={counts} />}
      </span>
    </button>
  );
}

/** One site of the map: its clusters in rows, what each shows at worst, and what runs within the site. */
export function SiteCard({ data }: { data: SiteCardData }) {
  const { view, site, card, outside, onSelect } = data;
  const { id, name, kind, provider, region, counts } = site.site;
  const allOut = Array.from({ length: site.end - site.start }, (_, index) => site.start + index).every((row) =>
    outside.has(row),
  );
  const small = card.rows.length === 0;
  const where = [provider ?? (kind === 'unplaced' ? 'place not known' : kind), region].filter(Boolean).join(' · ');
  return (
    <section className={`site${small ? ' small' : ''}${allOut ? ' out' : ''}`} aria-label={name}>
      <button type="button" tabIndex={-1} className="head" onClick={() => onSelect({ kind: 'site', site: id })}>
        <svg width="14" height="12" viewBox="-1 0 14 12" aria-hidden="true">
          <path d={ICONS[kind]} fill="none" stroke="var(--ink-3)" strokeWidth="1.3" strokeLinecap="round" />
        </svg>
        <span className="nm">
          <Name text={name} />
        </span>
        <span className="dt clip">
          {small ? (
            <>
              {card.more} {card.more === 1 ? 'cluster' : 'clusters'} · <Tally counts={counts} most={1} />
            </>
          ) : (
            where
          )}
        </span>
      </button>
      {card.rows.map((row) => (
        <ClusterLine key={row} data={data} row={row} />
      ))}
      {!small && card.more > 0 ? (
        <button
          type="button"
          tabIndex={-1}
          className="line more nodrag"
          onClick={() => onSelect({ kind: 'site', site: id })}
        >
          + {card.more} more
          <span className="end">
            {card.worst?.mark === 'up' ? (
              'all up'
            ) : card.worst ? (
              <>
                <Glyph mark={card.worst.mark} size={11} /> {card.worst.count} of {card.more}
              </>
            ) : null}
          </span>
        </button>
      ) : null}
      {small ? null : (
        <div className="foot">
          <span>within site</span>
          <Worst counts={view.count(site, site)} />
        </div>
      )}
    </section>
  );
}
