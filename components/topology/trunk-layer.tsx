import { memo } from 'react';
import { GlyphAt } from '#components/ui/glyph.tsx';
import { formatCount } from '#lib/client/format.ts';
import { MARKS } from '#lib/model/status.ts';
import type { DrawnLink, DrawnTrunk } from './map-drawing.ts';
import type { Box } from './site-box.ts';
import { StrokePath } from './stroke-path.tsx';
import type { LabelLine, LabelPiece } from './trunk-label.ts';

function Piece({ piece, x, y }: { piece: LabelPiece; x: number; y: number }) {
  const at = x + piece.x;
  switch (piece.kind) {
    case 'arrow':
      return (
        <path
          className={piece.loud ? 'arrow loud' : 'arrow'}
          d="M-4.5 0H4M1 -3 4.2 0 1 3"
          transform={`translate(${at} ${y - 4}) rotate(${piece.degrees.toFixed(0)})`}
        />
      );
    case 'glyph':
      return <GlyphAt mark={piece.mark} x={at} y={y - 4} size={12} />;
    case 'count':
      return (
        <text className="count" x={at} y={y}>
          {piece.text}
        </text>
      );
    case 'quiet':
      return (
        <text className="quiet" x={at} y={y}>
          {piece.text}
        </text>
      );
  }
}

function Label({ lines, box }: { lines: readonly LabelLine[]; box: Box }) {
  return (
    <g className="trunk-label">
      <rect x={box.x} y={box.y} width={box.w} height={box.h} rx={3} />
      {lines.map((line, index) =>
        line.pieces.map((piece) => (
          <Piece key={`${line.way} ${piece.x} ${piece.kind}`} piece={piece} x={box.x + 7} y={box.y + 16 + index * 18} />
        )),
      )}
    </g>
  );
}

/** What a trunk says when it is pointed at. */
function trunkTitle({ trunk }: DrawnTrunk, names: readonly string[]): string {
  const say = (counts: DrawnTrunk['trunk']['there']) =>
    MARKS.filter((mark) => counts[mark] > 0)
      .map((mark) => `${formatCount(counts[mark])} ${mark}`)
      .join(', ') || 'no links';
  const [a, b] = [names[trunk.a] ?? '', names[trunk.b] ?? ''];
  return `${a} → ${b}: ${say(trunk.there)}\n${b} → ${a}: ${say(trunk.back)}`;
}

/** All lines of the map and their labels. `outside` tells trunks that the filter leaves out. */
export const TrunkLayer = memo(function TrunkLayer({
  trunks,
  link,
  names,
  outside,
  onTrunk,
}: {
  trunks: readonly DrawnTrunk[];
  link: DrawnLink | undefined;
  names: readonly string[];
  outside: ReadonlySet<string>;
  onTrunk: (trunk: DrawnTrunk['trunk']) => void;
}) {
  const fade = (one: DrawnTrunk) => (outside.has(one.trunk.key) ? 'trunk out' : 'trunk');
  return (
    <svg className="trunks" width="1" height="1" aria-hidden="true">
      {trunks.map((one) => (
        // biome-ignore lint/a11y/noStaticElementInteractions: the same links are reached by n and p, and stand in the table
        <g key={one.trunk.key} className={fade(one)} onClick={() => onTrunk(one.trunk)}>
          <title>{trunkTitle(one, names)}</title>
          <path className="hit" d={`M${one.p[0]} ${one.p[1]}L${one.q[0]} ${one.q[1]}`} />
          {one.strokes.map((stroke) => (
            <StrokePath key={`${stroke.mark} ${stroke.line}`} stroke={stroke} />
          ))}
        </g>
      ))}
      {link ? (
        <g>
          <path className="halo" d={`M${link.p[0]} ${link.p[1]}L${link.q[0]} ${link.q[1]}`} />
          <path className="halo in" d={`M${link.p[0]} ${link.p[1]}L${link.q[0]} ${link.q[1]}`} />
          {link.strokes.map((stroke) => (
            <StrokePath key={stroke.line} stroke={stroke} />
          ))}
        </g>
      ) : null}
      {trunks.map((one) =>
        one.label ? (
          // biome-ignore lint/a11y/noStaticElementInteractions: as above
          <g key={one.trunk.key} className={fade(one)} onClick={() => onTrunk(one.trunk)}>
            <Label lines={one.lines} box={one.label} />
          </g>
        ) : null,
      )}
    </svg>
  );
});
