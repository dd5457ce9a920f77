import type { DrawnStroke } from './map-drawing.ts';

/** One line of the map: the stroke, crosses in its gaps, the barb of a lane. */
export function StrokePath({ stroke }: { stroke: DrawnStroke }) {
  return (
    <g className={`c-${stroke.mark}`}>
      <path className={`lk lk-${stroke.mark}`} d={stroke.line} />
      {stroke.crosses ? <path className="lk-cross" d={stroke.crosses} /> : null}
      {stroke.barb ? <path fill="currentColor" d={stroke.barb} /> : null}
    </g>
  );
}
