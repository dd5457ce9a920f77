'use client';
import { useRouter } from 'next/navigation';
import { useCallback, useMemo } from 'react';
import { FleetMatrix } from '#components/matrix/fleet-matrix.tsx';
import { MatrixSide } from '#components/matrix/site-grid.tsx';
import { ExceptionList } from '#components/panel/exception-list.tsx';
import { Announcer } from '#components/shell/announcer.tsx';
import { BlindNotice } from '#components/shell/blind-notice.tsx';
import { CountsBar } from '#components/shell/counts-bar.tsx';
import { FilterChoices, OutsideBar } from '#components/shell/fleet-filters.tsx';
import { FleetMap } from '#components/topology/fleet-map.tsx';
import { Segmented } from '#components/ui/segmented.tsx';
import type { FleetMatrix as FleetAnswer } from '#lib/api/fleet.ts';
import type { Selection } from '#lib/client/address.ts';
import { filterFleet } from '#lib/client/fleet-filter.ts';
import { FleetView } from '#lib/client/fleet-view.ts';
import type { SiteBlock } from '#lib/client/site-block.ts';
import { addressNow, useAddress } from '#lib/client/use-address.ts';
import { useKeys } from '#lib/client/use-keys.ts';
import { useMedia } from '#lib/client/use-media.ts';
import { worstDirections } from '#lib/client/worst-directions.ts';
import { linkEnds, linkId } from '#lib/model/identity.ts';
import type { Mark } from '#lib/model/status.ts';
import { FleetPanel } from './fleet-panel.tsx';

const VIEWS = [
  { value: 'map', label: 'Map' },
  { value: 'matrix', label: 'Matrix' },
] as const;

/** Over so many sites the map has no room for them, and the matrix is shown first. */
const MOST_SITES_ON_MAP = 40;
/** A matrix of so many leaves room for the sites beside it. */
const MOST_CLUSTERS_WITH_SIDE = 12;

/** The fleet as it is now: counts, filters, a drawing, the panel. Everything that can be chosen stands in the address. */
export function FleetOverview({ fleet }: { fleet: FleetAnswer }) {
  const [address, change] = useAddress();
  const router = useRouter();
  const narrow = useMedia('(max-width: 700px)');
  const view = useMemo(() => new FleetView(fleet), [fleet]);
  const filter = useMemo(() => filterFleet(view, address), [view, address]);
  const worst = useMemo(() => worstDirections(view, filter), [view, filter]);
  const shown = address.view ?? (view.sites.length > MOST_SITES_ON_MAP ? 'matrix' : 'map');
  const { sel, dir } = address;

  const onSelect = useCallback(
    (next: Selection | null, from = '') => change({ sel: next, dir: next?.kind === 'link' ? from : '' }),
    [change],
  );
  const onLink = useCallback((link: string, from: string) => onSelect({ kind: 'link', link }, from), [onSelect]);
  const onOpen = useCallback(
    (link: string, from: string) =>
      router.push(`/links/${encodeURIComponent(link)}${from ? `?dir=${encodeURIComponent(from)}` : ''}`),
    [router],
  );
  const onBlock = useCallback(({ from, to }: SiteBlock) => change({ from: from.site.id, to: to.site.id }), [change]);
  const onChoose = (mark: Mark) => {
    const others = address.status.filter((each) => each !== mark);
    change({ status: others.length < address.status.length ? others : [...others, mark] });
  };
  /** To the next or the previous of what is wrong, worst first. */
  const step = (by: number) => {
    const { sel, dir } = addressNow();
    const at = worst.findIndex(({ row, column }) => {
      const [from, to] = [view.clusters[row], view.clusters[column]];
      return sel?.kind === 'link' && from?.id === dir && to && linkId(from.id, to.id) === sel.link;
    });
    const next = worst[at < 0 ? (by > 0 ? 0 : worst.length - 1) : (at + by + worst.length) % worst.length];
    const [from, to] = [view.clusters[next?.row ?? -1], view.clusters[next?.column ?? -1]];
    if (from && to) onLink(linkId(from.id, to.id), from.id);
  };
  const flip = () => {
    const { sel, dir } = addressNow();
    if (sel?.kind !== 'link') return;
    const [a, b] = linkEnds(sel.link) ?? [];
    change({ dir: dir === a ? b : a });
  };
  const close = () => addressNow().sel && onSelect(null);
  const open = () => {
    const { sel, dir } = addressNow();
    const [a, b] = sel?.kind === 'link' ? (linkEnds(sel.link) ?? []) : [];
    // A selection of the address may be of a link that is not there: its page has nothing to show either.
    const there = view.cell(view.rowOf.get(a ?? '') ?? -1, view.rowOf.get(b ?? '') ?? -1);
    if (sel?.kind === 'link' && there) onOpen(sel.link, dir);
    if (sel?.kind === 'cluster') router.push(`/clusters/${encodeURIComponent(sel.cluster)}`);
  };
  useKeys({
    m: () => change({ view: 'map' }),
    x: () => change({ view: 'matrix' }),
    n: () => step(1),
    p: () => step(-1),
    '[': flip,
    ']': flip,
    Escape: close,
    Enter: open,
  });
  const side = view.size <= MOST_CLUSTERS_WITH_SIDE;
  return (
    <>
      <BlindNotice clusters={fleet.clusters} />
      <CountsBar totals={fleet.totals} links={fleet.links} chosen={address.status} onChoose={onChoose}>
        <FilterChoices view={view} address={address} change={change} />
        <Segmented label="View" options={VIEWS} value={shown} onChange={(next) => change({ view: next })} />
      </CountsBar>
      <main className="split" id="main">
        <h1 className="unseen">Fleet</h1>
        <div className="drawing">
          <OutsideBar filter={filter} address={address} change={change} />
          {narrow ? <ExceptionList view={view} filter={filter} places={worst} onLink={onLink} /> : null}
          {!narrow && shown === 'map' ? (
            <FleetMap view={view} filter={filter} selection={sel} onSelect={onSelect} onStep={step} />
          ) : null}
          {!narrow && shown === 'matrix' ? (
            <div className={side ? 'with-side' : 'alone'}>
              <FleetMatrix view={view} filter={filter} selection={sel} dir={dir} onSelect={onSelect} onOpen={onOpen} />
              {side ? <MatrixSide view={view} onBlock={onBlock} /> : null}
            </div>
          ) : null}
          {narrow ? null : (
            <div className="unseen">
              <ExceptionList view={view} filter={filter} places={worst} />
            </div>
          )}
        </div>
        <FleetPanel
          view={view}
          filter={filter}
          worst={worst}
          selection={sel}
          dir={dir}
          onSelect={onSelect}
          onBlock={onBlock}
        />
      </main>
      <Announcer totals={fleet.totals} />
    </>
  );
}
