'use client';

import { type CSSProperties, useMemo } from 'react';
import { SectionHead } from '#components/ui/page-head.tsx';
import { EmptyState, ErrorState, LoadingState } from '#components/ui/state-box.tsx';
import { AnswerError } from '#lib/client/fetch-answer.ts';
import { CursorSlider } from './cursor-slider.tsx';
import { HistoryNotice } from './history-notice.tsx';
import { PeerChart } from './peer-chart.tsx';
import { groupPeers, NO_PEER_HISTORY, type Peer } from './peer-history.ts';
import type { Range } from './range.ts';
import { stepLabel } from './time-axis.ts';
import { CursorWords } from './timeline-legend.tsx';
import { usePeerHistory } from './use-peer-history.ts';
import { usePeriod } from './use-period.ts';
import { useStable } from './use-stable.ts';
import { useTimeCursor } from './use-time-cursor.ts';
import { valueAxis } from './value-axis.ts';

/** Columns by site fit side by side up to here; more sites, or a crowded one, become rows. */
const MOST_COLUMNS = 6;
const MOST_IN_COLUMN = 5;

/** Round trip and loss to every peer as small multiples: by site, on one scale, under one cursor. `peers` is worst first. */
export function PeerTimeline(props: {
  self: string;
  peers: readonly Peer[];
  siteOrder: readonly string[];
  range: Range;
  cursorAt: number | null;
  onCursor: (at: number | null) => void;
}) {
  const { self, range } = props;
  const peers = useStable(props.peers);
  const siteOrder = useStable(props.siteOrder);
  const period = usePeriod(range);
  const { groups, more } = useMemo(() => groupPeers(peers, siteOrder), [peers, siteOrder]);
  const shown = useMemo(() => groups.flatMap((group) => group.peers), [groups]);
  const { histories, loading, error, missing, retry } = usePeerHistory(self, shown, period, range);
  const cursor = useTimeCursor(period, props.cursorAt, props.onCursor);
  const axis = useMemo(() => {
    const highs = [...histories.values()].flatMap(({ rtt }) => rtt.points.map((point) => point.p95));
    return valueAxis(highs, 3, true);
  }, [histories]);
  const asColumns = groups.length <= MOST_COLUMNS && groups.every((group) => group.peers.length <= MOST_IN_COLUMN);
  const measured = [...histories.values()].some(
    ({ rtt, there, back }) => rtt.points.length + there.points.length + back.points.length > 0,
  );
  return (
    <section className="multiples" aria-label="Round trip and loss to every peer">
      <SectionHead
        title={
          more > 0 ? `Round trip and loss to the worst ${shown.length} peers` : 'Round trip and loss to every peer'
        }
      >
        by site, one scale, one cursor; {stepLabel(range.stepMs)} per point
        {more > 0 ? `; + ${more} peers, in the table` : ''}
      </SectionHead>
      {error ? (
        <ErrorState
          title="Some of the history cannot be read"
          details={error instanceof AnswerError ? error.details : String(error)}
          onRetry={retry}
        >
          <p>{error.message} Live verdicts go on.</p>
        </ErrorState>
      ) : null}
      {missing !== null && !error ? <HistoryNotice reason={missing} /> : null}
      {loading && !error ? <LoadingState title="History" what="reading history" onRetry={retry} /> : null}
      {!loading && !error && missing === null && !measured ? (
        <EmptyState title="No history in this range">
          <p>
            Nothing was measured between {self} and its peers in the last {range.label}.
          </p>
        </EmptyState>
      ) : null}
      {measured ? (
        <>
          <div className={asColumns ? 'sites side-by-side' : 'sites'}>
            {groups.map((group) => (
              <div key={group.site} className="site-group" style={{ '--peers': group.peers.length } as CSSProperties}>
                <h3 className="cap">{group.name}</h3>
                <div className="peers">
                  {group.peers.map((peer, index) => (
                    <PeerChart
                      key={peer.id}
                      self={self}
                      peer={peer}
                      history={histories.get(peer.id) ?? NO_PEER_HISTORY}
                      period={period}
                      axis={axis}
                      cursor={cursor}
                      tagged={index === 0 || !asColumns}
                    />
                  ))}
                </div>
              </div>
            ))}
          </div>
          <CursorSlider period={period} cursor={cursor} />
          <div className="legend">
            <span className="mark">
              <svg width="22" height="12" aria-hidden="true">
                <rect y="2" width="22" height="8" fill="var(--band-2)" />
                <path d="M0 9H22" stroke="var(--ink)" strokeWidth="1.5" />
              </svg>
              RTT p50 and p50–p95, ms, measured from {self}; every chart 0 to {axis.high}
            </span>
            <span className="mark">
              <svg width="22" height="12" aria-hidden="true">
                <rect width="22" height="12" fill="var(--st-down)" />
              </svg>
              loss of full-size packets, 0 to 100 %: → upload, ← the peer’s upload
            </span>
            <span className="mark">
              <svg width="22" height="12" aria-hidden="true">
                <path d="M1 0V12M21 0V12" stroke="var(--ink-3)" strokeDasharray="1 3" />
              </svg>
              not measured
            </span>
            <CursorWords period={period} cursor={cursor} addressed={props.cursorAt} />
          </div>
        </>
      ) : null}
    </section>
  );
}
