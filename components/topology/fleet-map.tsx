'use client';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { type OnNodeDrag, type OnNodesChange, ReactFlow, ViewportPortal } from 'reactflow';
import type { Selection } from '#lib/client/address.ts';
import type { FleetFilter } from '#lib/client/fleet-filter.ts';
import type { FleetView } from '#lib/client/fleet-view.ts';
import { linkEnds, linkId } from '#lib/model/identity.ts';
import { compareMarks } from '#lib/model/status.ts';
import { drawLink, drawTrunks } from './map-drawing.ts';
import { MapLegend } from './map-legend.tsx';
import { loadPlaces, type Places, savePlaces } from './saved-places.ts';
import { type Box, cardRows, cardSize } from './site-box.ts';
import { SiteCard, type SiteNode } from './site-card.tsx';
import { placeSites } from './site-layout.ts';
import { makeTrunks, type Trunk } from './trunk.ts';
import { TrunkLayer } from './trunk-layer.tsx';
import 'reactflow/dist/base.css';
import './topology.css';

const NODE_TYPES = { site: SiteCard };
const STEPS: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
/** Among more lines than these sites have, labels that say "all is well" are only noise. */
const MOST_SITES_WITH_QUIET_LABELS = 6;
const FIT = { padding: 0.03, maxZoom: 1 };

/** The places of sites: as they were put by hand, else where the drawing puts them. */
function usePlaces(fleetName: string) {
  const [places, setPlaces] = useState<Places>({});
  useEffect(() => setPlaces(loadPlaces(fleetName)), [fleetName]);
  const keep = useCallback(
    (next: Places) => {
      setPlaces(next);
      savePlaces(fleetName, next);
    },
    [fleetName],
  );
  return { places, move: setPlaces, keep };
}

/** Rows of the clusters that are selected: both ends of a link, one cluster, all of a site. */
function selectedRows(view: FleetView, selection: Selection | null): number[] {
  if (!selection) return [];
  if (selection.kind === 'site') return [];
  const ids = selection.kind === 'link' ? (linkEnds(selection.link) ?? []) : [selection.cluster];
  return ids.flatMap((id) => view.rowOf.get(id) ?? []);
}

/** The worst direction of a trunk that the filter keeps, as a selection. */
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

/** The map: sites hold clusters, trunks run between them. Positions stay, day after day. */
export function FleetMap({
  view,
  filter,
  selection,
  onSelect,
  onStep,
}: {
  view: FleetView;
  filter: FleetFilter;
  selection: Selection | null;
  onSelect: (selection: Selection | null, from?: string) => void;
  /** To the next (1) or the previous (-1) of what is wrong. */
  onStep: (by: number) => void;
}) {
  const { places, move, keep } = usePlaces(view.fleet.name);
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
  const outsideTrunks = useMemo(() => {
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
  const nodes: SiteNode[] = view.sites.map((site, index) => {
    const box = boxes[index] ?? { x: 0, y: 0, w: 0, h: 0 };
    const card = cards[index] ?? { rows: [], more: 0 };
    return {
      id: site.site.id,
      type: 'site',
      position: { x: box.x, y: box.y },
      width: box.w,
      height: box.h,
      data: { view, site, card, selected: new Set(rows), outside: outsideRows, onSelect },
    };
  });
  const onNodesChange: OnNodesChange<SiteNode> = (changes) => {
    const moved = changes.flatMap((change) =>
      change.type === 'position' && change.position ? [[change.id, change.position] as const] : [],
    );
    if (moved.length > 0) move((before) => ({ ...before, ...Object.fromEntries(moved) }));
  };
  const onDragStop: OnNodeDrag<SiteNode> = (_event, node) => keep({ ...places, [node.id]: node.position });
  const onTrunk = useCallback(
    (trunk: Trunk) => {
      const worst = worstLink(view, filter, trunk);
      if (worst) onSelect({ kind: 'link', link: worst.link }, worst.from);
    },
    [view, filter, onSelect],
  );
  const names = useMemo(() => view.sites.map(({ site }) => site.name), [view]);
  return (
    <div className="map">
      <section
        className="map-frame"
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: one stop of the keyboard, arrows move inside
        tabIndex={0}
        aria-label={`Map of ${view.sites.length} sites and ${view.size} clusters. Arrow keys step through what is not up, worst first.`}
        onKeyDown={(event) => {
          const by = STEPS[event.key];
          if (!by) return;
          event.preventDefault();
          onStep(by);
        }}
      >
        <ReactFlow
          nodes={nodes}
          edges={[]}
          nodeTypes={NODE_TYPES}
          onNodesChange={onNodesChange}
          onNodeDragStop={onDragStop}
          onPaneClick={() => onSelect(null)}
          nodesFocusable={false}
          nodesConnectable={false}
          elementsSelectable={false}
          disableKeyboardA11y
          fitView
          fitViewOptions={FIT}
          minZoom={0.15}
          maxZoom={2}
        >
          <ViewportPortal>
            <TrunkLayer trunks={drawn} link={link} names={names} outside={outsideTrunks} onTrunk={onTrunk} />
          </ViewportPortal>
        </ReactFlow>
      </section>
      <div className="map-foot">
        <MapLegend />
        {Object.keys(places).length > 0 ? (
          <button type="button" className="btn small" onClick={() => keep({})}>
            Reset positions
          </button>
        ) : null}
      </div>
    </div>
  );
}
