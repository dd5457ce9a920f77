import { Glyph } from '#components/ui/glyph.tsx';
import type { Mark } from '#lib/model/status.ts';
import { harpoonStroke, singleStroke } from './stroke.ts';
import { StrokePath } from './stroke-path.tsx';

const ORDER: readonly Mark[] = ['up', 'degraded', 'down', 'stale', 'unknown', 'maintenance', 'conflict'];

/** What the strokes of the map mean. */
export function MapLegend() {
  return (
    <div className="map-legend">
      {ORDER.map((mark) => (
        <span key={mark}>
          <svg width="36" height="14" aria-hidden="true">
            <StrokePath stroke={{ ...singleStroke([1, 7], [35, 7], mark), mark }} />
          </svg>
          <Glyph mark={mark} size={11} label={false} />
          {mark}
        </span>
      ))}
      <span>
        <svg width="40" height="18" aria-hidden="true">
          <StrokePath stroke={{ ...harpoonStroke([1, 9], [39, 9], 'down', 3), mark: 'down' }} />
          <StrokePath stroke={{ ...harpoonStroke([39, 9], [1, 9], 'up', 3), mark: 'up' }} />
        </svg>
        two lanes: the directions differ
      </span>
    </div>
  );
}
