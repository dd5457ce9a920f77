import { Glyph, NothingGlyph } from '#components/ui/glyph.tsx';
import type { DetailDirection } from '#lib/api/link.ts';
import { LAYERS, type Layer } from '#lib/model/layer.ts';

const SHORT: Record<Layer, string> = {
  underlay: 'under',
  routing: 'route',
  tunnel: 'tunnel',
  path: 'path',
  discovery: 'disc',
  dns: 'dns',
  identity: 'ident',
  policy: 'policy',
};

/** The eight layers of one direction in a row; the one that owns the failure is marked. A layer without a source is a dash. */
export function MiniStack({ direction }: { direction: DetailDirection }) {
  return (
    <ul className="ministack" aria-label={`Layers of ${direction.from} to ${direction.to}`}>
      {LAYERS.map((layer) => {
        const verdict = direction.layers[layer];
        return (
          <li
            key={layer}
            className={layer === direction.ownerLayer ? `hot ${direction.status}` : undefined}
            title={`${layer}: ${verdict ? verdict.words.text || verdict.status : 'nothing to judge'}`}
          >
            {verdict ? <Glyph mark={verdict.status} size={13} /> : <NothingGlyph />}
            {SHORT[layer]}
          </li>
        );
      })}
    </ul>
  );
}
