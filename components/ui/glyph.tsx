import type { ReactNode } from 'react';
import type { Mark } from '#lib/model/status.ts';

/** The side of the grid on which the silhouettes are drawn. */
export const GLYPH_GRID = 20;

/** One piece of a silhouette: filled, or stroked with a width; `on` = drawn in the colour that stands on a filled ground. */
export interface GlyphPart {
  d: string;
  width?: number;
  fill?: boolean;
  on?: boolean;
  join?: boolean;
}

/**
 * One silhouette per mark, as paths on a 20 px grid, so that the canvas and the document draw the same. They differ
 * without colour: disc, triangle, crossed square, clock, question mark, hatch, unequal sign.
 */
export const GLYPHS: Record<Mark, readonly GlyphPart[]> = {
  up: [{ d: 'M15 10A5 5 0 1 1 5 10A5 5 0 1 1 15 10Z', fill: true }],
  degraded: [{ d: 'M10 2.6 18.2 17H1.8Z', fill: true, width: 1.6, join: true }],
  down: [
    {
      d: 'M4 1.5H16A2.5 2.5 0 0 1 18.5 4V16A2.5 2.5 0 0 1 16 18.5H4A2.5 2.5 0 0 1 1.5 16V4A2.5 2.5 0 0 1 4 1.5Z',
      fill: true,
    },
    { d: 'M6 6l8 8M14 6l-8 8', width: 2.8, on: true },
  ],
  stale: [
    { d: 'M17.3 10A7.3 7.3 0 1 1 2.7 10A7.3 7.3 0 1 1 17.3 10Z', width: 2.4 },
    { d: 'M10 5.6V10.3L13 12.4', width: 2.4, join: true },
  ],
  unknown: [
    { d: 'M5.9 6.7C6.2 4.2 7.9 2.8 10.1 2.8c2.4 0 4.1 1.5 4.1 3.7 0 3.1-4.1 3.1-4.1 6.2', width: 2.8 },
    { d: 'M11.9 17A1.8 1.8 0 1 1 8.3 17A1.8 1.8 0 1 1 11.9 17Z', fill: true },
  ],
  maintenance: [{ d: 'M2 7 7 2h5L2 12ZM2 15.5 15.5 2H18V4.5L4.5 18H2ZM8 18 18 8v5l-5 5Z', fill: true }],
  conflict: [{ d: 'M3 7h14M3 13h14M13.2 2.4 6.8 17.6', width: 2.6 }],
};

function part({ d, width, fill, on, join }: GlyphPart): ReactNode {
  const ink = on ? 'var(--x, var(--on-down))' : 'currentColor';
  return (
    <path
      key={d}
      d={d}
      fill={fill ? ink : 'none'}
      stroke={width ? ink : undefined}
      strokeWidth={width}
      strokeLinecap="round"
      strokeLinejoin={join ? 'round' : undefined}
    />
  );
}

/** The silhouettes and fill patterns, once per document; every other mark refers to them. */
export function GlyphSprite() {
  return (
    <svg width="0" height="0" style={{ position: 'absolute' }} aria-hidden="true">
      <defs>
        {Object.entries(GLYPHS).map(([mark, parts]) => (
          <symbol key={mark} id={`g-${mark}`} viewBox="0 0 20 20">
            {parts.map(part)}
          </symbol>
        ))}
        <pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="2" height="5" fill="var(--st-maintenance)" />
        </pattern>
        <pattern id="dots" width="4" height="4" patternUnits="userSpaceOnUse">
          <circle cx="1" cy="1" r="0.8" fill="var(--st-unknown)" />
        </pattern>
      </defs>
    </svg>
  );
}

/** A mark in running text. `label={false}` where the word stands beside it. */
export function Glyph({ mark, size = 14, label = true }: { mark: Mark; size?: number; label?: boolean }) {
  const use = <use href={`#g-${mark}`} />;
  return label ? (
    <svg className={`g c-${mark}`} width={size} height={size} role="img" aria-label={mark}>
      {use}
    </svg>
  ) : (
    <svg className={`g c-${mark}`} width={size} height={size} aria-hidden="true">
      {use}
    </svg>
  );
}

/** A mark inside another drawing, centred on x, y. */
export function GlyphAt({ mark, x, y, size = 14 }: { mark: Mark; x: number; y: number; size?: number }) {
  return (
    <use className={`c-${mark}`} href={`#g-${mark}`} x={x - size / 2} y={y - size / 2} width={size} height={size} />
  );
}

/** The short stroke that stands where a layer has no source. */
export function NothingGlyph({ size = 13, label = 'nothing to judge' }: { size?: number; label?: string }) {
  return (
    <svg className="g" width={size} height={size} viewBox="0 0 13 13" role="img" aria-label={label}>
      <path d="M3.5 6.5h6" stroke="var(--ink-3)" strokeWidth="1.3" />
    </svg>
  );
}

/** The disc of what is up with a sign beside it: it works, and something is to be said. The words stand beside it. */
export function NotedGlyph({ size = 12 }: { size?: number }) {
  return (
    <svg className="g c-up" width={size} height={size} viewBox="0 0 20 20" aria-hidden="true">
      <path d="M12 10A5 5 0 1 1 2 10A5 5 0 1 1 12 10Z" fill="currentColor" />
      <path d="M17 3.5v7.5M17 16.2v.3" stroke="var(--ink)" strokeWidth="2.8" strokeLinecap="round" />
    </svg>
  );
}
