'use client';
import { type KeyboardEvent, type MouseEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { Selection } from '#lib/client/address.ts';
import type { FleetFilter } from '#lib/client/fleet-filter.ts';
import type { FleetView } from '#lib/client/fleet-view.ts';
import { formatCount } from '#lib/client/format.ts';
import { addressNow } from '#lib/client/use-address.ts';
import { linkEnds, linkId } from '#lib/model/identity.ts';
import { indexAt, layOut } from './matrix-geometry.ts';
import { MatrixLegend } from './matrix-legend.tsx';
import { type CellPlace, paintMatrix } from './paint-matrix.ts';
import { readCell } from './reading.ts';
import { useInk } from './use-ink.ts';
import './matrix.css';

const STEPS: Record<string, CellPlace> = {
  ArrowLeft: { row: 0, column: -1 },
  ArrowRight: { row: 0, column: 1 },
  ArrowUp: { row: -1, column: 0 },
  ArrowDown: { row: 1, column: 0 },
};

/** The cell of a selected link: from the cluster that `dir` names, else from the first of the two. */
function selectedCell(view: FleetView, selection: Selection | null, dir: string): CellPlace | undefined {
  if (selection?.kind !== 'link') return undefined;
  const [a, b] = linkEnds(selection.link) ?? [];
  const [from, to] = dir === b ? [b, a] : [a, b];
  const [row, column] = [view.rowOf.get(from ?? ''), view.rowOf.get(to ?? '')];
  return row === undefined || column === undefined ? undefined : { row, column };
}

const within = (value: number, size: number) => Math.min(size - 1, Math.max(0, value));

/** The matrix: from (row) to (column), ordered by site. Drawn on a canvas as large as its window, whatever the fleet. */
export function FleetMatrix({
  view,
  filter,
  selection,
  dir,
  onSelect,
  onOpen,
}: {
  view: FleetView;
  filter: FleetFilter;
  selection: Selection | null;
  dir: string;
  onSelect: (selection: Selection | null, from?: string) => void;
  onOpen: (link: string, from: string) => void;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const scroller = useRef<HTMLElement>(null);
  const ink = useInk(canvas);
  const [hover, setHover] = useState<CellPlace>();
  const layout = useMemo(() => layOut(view), [view]);
  const counts = useMemo(
    () => ({
      from: view.clusters.map((_, row) => view.countFrom(row)),
      to: view.clusters.map((_, column) => view.countTo(column)),
    }),
    [view],
  );
  const selected = useMemo(() => selectedCell(view, selection, dir), [view, selection, dir]);

  useEffect(() => {
    const [element, box] = [canvas.current, scroller.current];
    const context = element?.getContext('2d');
    if (!element || !box || !context || !ink) return;
    let frame = 0;
    const paint = () => {
      frame = 0;
      const [width, height, dpr] = [box.clientWidth, box.clientHeight, window.devicePixelRatio];
      const [w, h] = [Math.round(width * dpr), Math.round(height * dpr)];
      // Setting a size clears and reallocates; a scroll must not.
      if (element.width !== w || element.height !== h) {
        element.width = w;
        element.height = h;
        element.style.width = `${width}px`;
        element.style.height = `${height}px`;
      }
      context.setTransform(dpr, 0, 0, dpr, 0, 0);
      const { scrollLeft: scrollX, scrollTop: scrollY } = box;
      paintMatrix(context, { view, filter, layout, ink, ...counts, selected, hover, scrollX, scrollY, width, height });
    };
    const ask = () => {
      frame ||= requestAnimationFrame(paint);
    };
    paint();
    box.addEventListener('scroll', ask, { passive: true });
    const observer = new ResizeObserver(ask);
    observer.observe(box);
    return () => {
      cancelAnimationFrame(frame);
      box.removeEventListener('scroll', ask);
      observer.disconnect();
    };
  }, [view, filter, layout, ink, counts, selected, hover]);

  const placeAt = (event: MouseEvent<HTMLElement>): CellPlace | undefined => {
    const box = event.currentTarget.getBoundingClientRect();
    const [px, py] = [event.clientX - box.left, event.clientY - box.top];
    if (px < layout.left || py < layout.top) return undefined;
    const column = indexAt(layout, px - layout.left + event.currentTarget.scrollLeft);
    const row = indexAt(layout, py - layout.top + event.currentTarget.scrollTop);
    return row === undefined || column === undefined ? undefined : { row, column };
  };
  const select = (place: CellPlace | undefined) => {
    const [from, to] = [view.clusters[place?.row ?? -1], view.clusters[place?.column ?? -1]];
    if (!place || !from || !to) return onSelect(null);
    if (from === to) return onSelect({ kind: 'cluster', cluster: from.id });
    if (view.mark(place.row, place.column)) onSelect({ kind: 'link', link: linkId(from.id, to.id) }, from.id);
  };
  const reveal = ({ row, column }: CellPlace) => {
    const box = scroller.current;
    if (!box) return;
    const [x, y] = [layout.offsets[column] ?? 0, layout.offsets[row] ?? 0];
    const room = { x: box.clientWidth - layout.left - layout.pitch, y: box.clientHeight - layout.top - layout.pitch };
    box.scrollTo({
      left: Math.max(Math.min(box.scrollLeft, x), x - room.x),
      top: Math.max(Math.min(box.scrollTop, y), y - room.y),
    });
  };
  const press = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    const at = hover ?? selected;
    if (step) {
      const next = at
        ? { row: within(at.row + step.row, view.size), column: within(at.column + step.column, view.size) }
        : { row: 0, column: Math.min(1, view.size - 1) };
      setHover(next);
      reveal(next);
    } else if (event.key === 'Enter' && at) {
      const [from, to] = [view.clusters[at.row], view.clusters[at.column]];
      // As the address says now: what is drawn may be older than the key before this one.
      const { sel, dir: selectedFrom } = addressNow();
      const link = from && to && linkId(from.id, to.id);
      const same = link && sel?.kind === 'link' && sel.link === link && selectedFrom === from.id;
      if (same) onOpen(link, from.id);
      else select(at);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const reading = hover ?? selected;
  return (
    <div className="mx">
      <div className="mx-frame">
        <canvas ref={canvas} />
        <section
          ref={scroller}
          className="mx-scroll"
          role="application"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: one stop of the keyboard, arrows move inside
          tabIndex={0}
          aria-label={`Matrix of ${formatCount(view.size)} clusters, ${formatCount(view.fleet.totals.total)} directions. Arrow keys move, Enter selects.`}
          onPointerMove={(event) => {
            const place = placeAt(event);
            if (place?.row !== hover?.row || place?.column !== hover?.column) setHover(place);
          }}
          onPointerLeave={() => setHover(undefined)}
          onClick={(event) => select(placeAt(event))}
          onDoubleClick={(event) => {
            const place = placeAt(event);
            const [from, to] = [view.clusters[place?.row ?? -1], view.clusters[place?.column ?? -1]];
            if (from && to && from !== to) onOpen(linkId(from.id, to.id), from.id);
          }}
          onKeyDown={press}
        >
          <div style={{ width: layout.width, height: layout.height }} />
        </section>
      </div>
      <output className="mx-reading clip">{reading ? readCell(view, reading) : ''}</output>
      <MatrixLegend detail={layout.detail} />
    </div>
  );
}
