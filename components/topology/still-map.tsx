import { SiteCard } from './site-card.tsx';
import { TrunkLayer } from './trunk-layer.tsx';
import type { MapPicture } from './use-map-picture.ts';

/** Air around the picture, as a share of it; the moving map has the same. */
const PADDING = 0.03;

/** The same picture without the library that moves it: it comes with the page, before any script has run. */
export function StillMap({ picture }: { picture: MapPicture }) {
  const boxes = picture.sites.map(({ box }) => box);
  const [left, top] = [Math.min(...boxes.map(({ x }) => x)), Math.min(...boxes.map(({ y }) => y))];
  const w = Math.max(...boxes.map((box) => box.x + box.w)) - left;
  const h = Math.max(...boxes.map((box) => box.y + box.h)) - top;
  const [dx, dy] = [w * PADDING, h * PADDING];
  return (
    <div className="still">
      <svg
        viewBox={`${left - dx} ${top - dy} ${w + 2 * dx} ${h + 2 * dy}`}
        style={{ maxWidth: w + 2 * dx, maxHeight: h + 2 * dy }}
        role="presentation"
      >
        <TrunkLayer {...picture} />
        {picture.sites.map(({ id, box, data }) => (
          <foreignObject key={id} x={box.x} y={box.y} width={box.w} height={box.h}>
            <SiteCard data={data} />
          </foreignObject>
        ))}
      </svg>
    </div>
  );
}
