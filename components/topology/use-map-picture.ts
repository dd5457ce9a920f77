'use client';
import { useCallback, useMemo } from 'react';
import type { Selection } from '#lib/client/address.ts';
import type { FleetFilter } from '#lib/client/fleet-filter.ts';
import type { FleetView } from '#lib/client/fleet-view.ts';
import { linkEnds, linkId } from '#lib/model/identity.ts';
import { compareMarks } from '#lib/model/status.ts';
import { type DrawnLink, type DrawnTrunk, drawLink, drawTrunks } from './map-drawing.ts';
import type { Places } from './saved-places.ts';
import { type Box, cardRows, cardSize } from './site-box.ts';
import type { SiteCardData } from './site-card.tsx';
import { placeSites } from './site-layout.ts';
import { makeTrunks, type Trunk } from './trunk.ts';

/** Among more lines than these sites have, labels that say "all is well" are only noise. */
const MOST_SITES_WITH_QUIET_LABELS = 6;

/** What the map shows, and where: the same whether it stands still or can be moved. */
export interface MapPicture {
  sites: { id: string; box: Box; data: SiteCardData }[];
  trunks: DrawnTrunk[];
  link: DrawnLink | undefined;
  /** Names of the sites, and the keys of trunks that the filter leaves out. */
  names: string[];
  outside: ReadonlySet<string>;
  onTrunk: (trunk: Trunk) => void;
}

/** Rows of the clusters that are selected: both ends of a link, or one cluster. */
function selectedRows(view: FleetView, selection: Selection | null): number[] {
  if (!selection || selection.kind === 'site') return [];
  const ids = selection.kind === 'link' ? (linkEnds(selection.link) ?? []) : [selection.cluster];
  return ids.flatMap((id) => view.rowOf.get(id) ?? []);
}

/** The worst direction of a trunk that the filter keeps: what a click on the trunk selects. */
function worstLink(view: FleetView, filter: FleetFilter, trunk: Trunk): { link: string; from: string } | undefined {
  const [a, b] = [view.sites[trunk.a], view.sites[trunk.b]];
  if (!a || !b) return undefined;
  const found: { row: number; column: number }[] = [];
  for (let row = a.start; row < a.end; row += 1) {
    for (let column = b.start; column < b.end; column += 1) {
      for (const one of [
        { row, column },
        { row: column, column: row },
      ]) {
        if (filter.keeps(one.row, one.column) && view.mark(one.row, one.column)) found.push(one);
      }
    }
  }
  const mark = ({ row, column }: { row: number; column: number }) => view.mark(row, column) ?? 'up';
  const [worst] = found.sort((p, q) => compareMarks(mark(p), mark(q)));
  const [from, to] = [view.clusters[worst?.row ?? -1], view.clusters[worst?.column ?? -1]];
  return from && to ? { link: linkId(from.id, to.id), from: from.id } : undefined;
}

/** Works out the picture of a fleet; `places` are those that people gave to sites. */
export function useMapPicture(
  view: FleetView,
  filter: FleetFilter,
  selection: Selection | null,
  places: Places,
  onSelect: (selection: Selection | null, from?: string) => void,
): MapPicture {
  const cards = useMemo(() => view.sites.map((site) => cardRows(view, site)), [view]);
  const sizes = cards.map(cardSize);
  const sizesKey = sizes.map(({ w, h }) => `${w}x${h}`).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: sizes are new objects each time; their key says when they differ
  const byDefault = useMemo(() => placeSites(sizes), [sizesKey]);
  const boxes = useMemo<Box[]>(
    () => byDefault.map((box, index) => ({ ...box, ...places[view.sites[index]?.site.id ?? ''] })),
    [byDefault, places, view],
  );
  const rows = selectedRows(view, selection);
  const [a, b] = rows;
  const isLink = selection?.kind === 'link';
  const trunks = useMemo(() => makeTrunks(view), [view]);
  const { drawn, link } = useMemo(() => {
    const chosen = isLink && a !== undefined && b !== undefined ? { a, b } : undefined;
    const drawnLink = chosen && drawLink(view, chosen, boxes, cards);
    const leaving = chosen && drawnLink ? { rows: chosen, drawn: drawnLink } : undefined;
    const quiet = view.sites.length <= MOST_SITES_WITH_QUIET_LABELS;
    return { drawn: drawTrunks(view, trunks, boxes, leaving, quiet), link: drawnLink };
  }, [view, trunks, boxes, cards, isLink, a, b]);
  const outside = useMemo(() => {
    if (filter.isOff) return new Set<string>();
    const out = trunks.filter((trunk) => {
      const [from, to] = [view.sites[trunk.a], view.sites[trunk.b]];
      if (!from || !to) return true;
      return view.count(from, to, filter.keeps).total + view.count(to, from, filter.keeps).total === 0;
    });
    return new Set(out.map((trunk) => trunk.key));
  }, [trunks, filter, view]);
  const outsideRows = useMemo(() => {
    const kept = (row: number) =>
      view.clusters.some((_, other) => filter.keeps(row, other) || filter.keeps(other, row));
    return new Set(filter.isOff ? [] : view.clusters.flatMap((_, row) => (kept(row) ? [] : [row])));
  }, [filter, view]);
  const onTrunk = useCallback(
    (trunk: Trunk) => {
      const worst = worstLink(view, filter, trunk);
      if (worst) onSelect({ kind: 'link', link: worst.link }, worst.from);
    },
    [view, filter, onSelect],
  );
  const names = useMemo(() => view.sites.map(({ site }) => site.name), [view]);
  const sites = view.sites.flatMap((site, index) => {
    const [box, card] = [boxes[index], cards[index]];
    if (!box || !card) return [];
    return [
      { id: site.site.id, box, data: { view, site, card, selected: new Set(rows), outside: outsideRows, onSelect } },
    ];
  });
  return { sites, trunks: drawn, link, names, outside, onTrunk };
}
