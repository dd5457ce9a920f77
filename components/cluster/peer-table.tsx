'use client';

import Link from 'next/link';
import { memo } from 'react';
import { Age } from '#components/ui/age.tsx';
import { Glyph } from '#components/ui/glyph.tsx';
import { Name } from '#components/ui/name.tsx';
import { Tally } from '#components/ui/tally.tsx';
import type { FleetDirection } from '#lib/api/fleet.ts';
import { formatCount, formatPercent, formatRtt, formatSince } from '#lib/client/format.ts';
import { countMarks } from '#lib/model/status.ts';
import type { PeerLink } from './peer-links.ts';

const COLUMNS = ['status', 'since', 'RTT, ms', 'loss, %', 'passes, B', 'age'];
/** Pixels; the status takes what is left. */
const WIDTHS = [undefined, 66, 52, 74, 60, 56];

/** The links of a cluster, worst first: out left and back right. `now`, epoch milliseconds, decides only what is of today. */
export const PeerTable = memo(function PeerTable(props: { id: string; links: readonly PeerLink[]; now: number }) {
  const { id, links, now } = props;
  const sides = [
    { title: `${id} → peer`, directions: links.map((link) => link.out) },
    { title: `peer → ${id}`, directions: links.map((link) => link.back) },
  ];
  return (
    <div className="scroll">
      <table className="tbl pair" aria-label="Links">
        <colgroup>
          <col className="peers" />
          {sides.flatMap(({ title }) =>
            WIDTHS.map((width, index) => <col key={`${title} ${COLUMNS[index]}`} style={{ width }} />),
          )}
        </colgroup>
        <thead>
          <tr className="sides">
            <td />
            {sides.map(({ title, directions }) => (
              <th key={title} colSpan={COLUMNS.length} scope="colgroup" className="divide">
                <b>{title}</b>
                <Tally counts={countMarks(directions)} />
              </th>
            ))}
          </tr>
          <tr>
            <th scope="col">peer</th>
            {sides.flatMap(({ title }) =>
              COLUMNS.map((label, index) => (
                <th key={`${title} ${label}`} scope="col" className={index === 0 ? 'divide' : 'num'}>
                  {label}
                </th>
              )),
            )}
          </tr>
        </thead>
        <tbody>
          {links.map(({ link, peer, out, back }) => (
            <tr key={link.id}>
              <th scope="row" className="rowhead">
                <Link className="peer" href={`/links/${encodeURIComponent(link.id)}?dir=${encodeURIComponent(id)}`}>
                  <Name text={peer} cut="middle" />
                </Link>
              </th>
              <DirectionCells direction={out} now={now} />
              <DirectionCells direction={back} now={now} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
});

const NONE = (
  <span className="muted" title="not measured">
    none
  </span>
);
/** In a column of losses `none` would read as nothing lost. */
const NO_LOSS_KNOWN = (
  <span className="muted" role="img" aria-label="not measured" title="not measured">
    –
  </span>
);
const NEVER = <span className="muted">never</span>;

/** A ratio as a percentage with one decimal at most, loud where a fifth or more is lost. */
function Loss({ ratio }: { ratio: number | null }) {
  if (ratio === null) return NO_LOSS_KNOWN;
  const text = formatPercent(ratio, { digits: 1 });
  return ratio >= 0.2 ? <b>{text}</b> : text;
}

function DirectionCells({ direction, now }: { direction: FleetDirection; now: number }) {
  const { status, conflict, ownerLayer, witnesses } = direction;
  const half = witnesses.fresh < witnesses.of && status !== 'stale' && status !== 'unknown';
  const remark = half ? `${witnesses.fresh} of ${witnesses.of} witnesses` : status === 'up' ? '' : (ownerLayer ?? '');
  return (
    <>
      <td
        className={status === 'down' ? 'divide hot' : 'divide'}
        title={[direction.words.text, half ? remark : ''].filter(Boolean).join('; ')}
      >
        <span className="mark state">
          <Glyph mark={status} size={12} label={false} />
          <span>{status}</span>
          {conflict ? <Glyph mark="conflict" size={12} /> : null}
          <span className="muted remark">{remark}</span>
        </span>
      </td>
      <td className="num">{direction.since === null ? NEVER : formatSince(Date.parse(direction.since), now)}</td>
      <td className="num">{direction.rttMs === null ? NONE : formatRtt(direction.rttMs)}</td>
      <td className="num" title="small / full-size packets, of the last 30 calls">
        {direction.lossRatio === null && direction.fullLossRatio === null ? (
          NO_LOSS_KNOWN
        ) : (
          <>
            <Loss ratio={direction.lossRatio} /> <span className="muted">/</span>{' '}
            <Loss ratio={direction.fullLossRatio} />
          </>
        )}
      </td>
      <td className="num" title={direction.basis === 'inferred' ? 'inferred from full-size transfers' : undefined}>
        {direction.mtuBytes === null ? (
          NONE
        ) : (
          <span className={direction.basis === 'inferred' ? 'inferred' : undefined}>
            {formatCount(direction.mtuBytes)}
          </span>
        )}
      </td>
      <td className="num">
        <Age at={direction.observedAt} staleAfterMs={status === 'stale' ? 0 : Number.POSITIVE_INFINITY} bare brief />
      </td>
    </>
  );
}
