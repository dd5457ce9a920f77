'use client';

import { Age } from '#components/ui/age.tsx';
import { Badge, Badges } from '#components/ui/badge.tsx';
import { Glyph, NothingGlyph } from '#components/ui/glyph.tsx';
import type { DetailDirection } from '#lib/api/link.ts';
import { formatInstant } from '#lib/client/format.ts';
import { directionId } from '#lib/model/identity.ts';
import type { Layer } from '#lib/model/layer.ts';
import { type StackCell, stackRows } from './stack-rows.ts';

/** The layers of a link, bottom up as a packet depends on them; left is there, right is back. */
export function LayerStack(props: {
  directions: readonly [DetailDirection, DetailDirection];
  now: number;
  /** The id of the cluster from which the focused direction starts. */
  focus: string | null;
  onFocus: (from: string) => void;
}) {
  const { rows, silent } = stackRows(props.directions, props.now);
  return (
    <table className="stack">
      <caption className="unseen">Layers of both directions, the highest first</caption>
      <thead>
        <tr>
          <td className="ly" />
          {props.directions.map((direction) => (
            <th key={direction.from} scope="col" className={props.focus === direction.from ? 'focused' : undefined}>
              <button type="button" onClick={() => props.onFocus(direction.from)}>
                <bdi>{direction.from}</bdi> → <bdi>{direction.to}</bdi>
              </button>
              <span className="badges">
                <Badges status={direction.status} conflict={direction.conflict} />
              </span>
              {direction.since === null ? null : (
                <span className="muted">
                  since {formatInstant(Date.parse(direction.since), props.now).replace(' UTC', '')}
                </span>
              )}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {silent.length > 0 ? (
          <tr>
            <td className="nil" colSpan={3}>
              {silent.join(', ')}: nothing to judge
            </td>
          </tr>
        ) : null}
        {rows.map(({ layer, cells }) => (
          <tr key={layer}>
            <th scope="row" className="ly">
              {layer}
            </th>
            {cells.map((cell, index) => {
              const direction = props.directions[index === 0 ? 0 : 1];
              return <Cell key={directionId(direction.from, direction.to)} layer={layer} cell={cell} now={props.now} />;
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const WRONG: Partial<Record<string, string>> = { down: 'bad', degraded: 'warn' };

function Cell({ cell, now }: { layer: Layer; cell: StackCell | null; now: number }) {
  if (!cell) {
    return (
      <td>
        <div className="r1">
          <NothingGlyph />
          nothing to judge
        </div>
      </td>
    );
  }
  const { verdict } = cell;
  return (
    <td className={WRONG[verdict.status]}>
      <div className="r1">
        <Glyph mark={verdict.status} size={13} label={false} />
        <b>{verdict.status}</b>
        {cell.owns ? <span className="own">owns the failure</span> : null}
        {cell.changedAt ? (
          <span className="own changed">
            since {formatInstant(Date.parse(cell.changedAt), now).replace(' UTC', '')}
          </span>
        ) : null}
        {verdict.conflict ? <Badge mark="conflict" /> : null}
        <span className="src">{verdict.decidedBy}</span>
        {/* A verdict that is still held rests on evidence that is fresh by its own interval, be that five minutes. */}
        <Age at={verdict.observedAt} staleAfterMs={verdict.status === 'stale' ? 0 : Number.POSITIVE_INFINITY} />
      </div>
      <p title={verdict.words.text}>{verdict.words.text}</p>
    </td>
  );
}
