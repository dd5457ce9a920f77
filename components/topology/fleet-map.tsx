'use client';
import { useCallback, useEffect, useState } from 'react';
import type { Selection } from '#lib/client/address.ts';
import type { FleetFilter } from '#lib/client/fleet-filter.ts';
import type { FleetView } from '#lib/client/fleet-view.ts';
import { MapLegend } from './map-legend.tsx';
import type { MovingMap } from './moving-map.tsx';
import { loadPlaces, type Places, savePlaces } from './saved-places.ts';
import { StillMap } from './still-map.tsx';
import { useMapPicture } from './use-map-picture.ts';
import './topology.css';

const STEPS: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** The places of sites that people moved: as they are now, and kept when they are put down. */
function usePlaces(fleetName: string) {
  const [places, setPlaces] = useState<Places>({});
  useEffect(() => setPlaces(loadPlaces(fleetName)), [fleetName]);
  const move = useCallback((moved: Places) => setPlaces((before) => ({ ...before, ...moved })), []);
  const keep = useCallback(
    (next: Places) => {
      setPlaces(next);
      savePlaces(fleetName, next);
    },
    [fleetName],
  );
  return { places, move, keep };
}

/** The part that moves the map, once it has come: the page does not wait for it. */
function useMovingMap(): typeof MovingMap | undefined {
  const [moving, setMoving] = useState<typeof MovingMap>();
  useEffect(() => {
    let here = true;
    import('./moving-map.tsx').then(
      (module) => here && setMoving(() => module.MovingMap),
      // Without it the picture stands still and everything on it still works; the next visit tries again.
      (cause: unknown) => console.error('the map cannot be moved:', cause),
    );
    return () => {
      here = false;
    };
  }, []);
  return moving;
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
  const picture = useMapPicture(view, filter, selection, places, onSelect);
  const Moving = useMovingMap();
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
        {Moving ? (
          <Moving
            picture={picture}
            onMove={move}
            onMoved={(moved) => keep({ ...places, ...moved })}
            onClear={() => onSelect(null)}
          />
        ) : (
          <StillMap picture={picture} />
        )}
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
