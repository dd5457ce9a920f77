'use client';

import { memo } from 'react';
import { LaneBars } from '#components/ui/lane.tsx';
import { formatBytes, formatPercent, formatRtt } from '#lib/client/format.ts';
import { type ChartFrame, chartFrame, ROWS } from './chart-frame.ts';
import { CursorOverlay } from './cursor-overlay.tsx';
import { describeLane, describeSeries } from './describe.ts';
import type { DirectionHistory } from './direction-history.ts';
import type { TimelineEvent } from './events.ts';
import { LossFrame, LossPlot } from './loss-panel.tsx';
import { gapsIn } from './measurements.ts';
import { RttPanel } from './rtt-panel.tsx';
import { SizeFrame, SizePlot, type sizeAxis } from './size-panel.tsx';
import { laneSpans } from './status-spans.ts';
import { type Period, stepLabel, timeTicks } from './time-axis.ts';
import type { TimeCursor } from './use-time-cursor.ts';
import { useWidth } from './use-width.ts';
import type { ValueAxis } from './value-axis.ts';

/** Axes that both directions of a link share. */
export interface SharedAxes {
  rtt: ValueAxis;
  size: ReturnType<typeof sizeAxis>;
}

/**
 * One direction over time: status, round trip, loss of full-size and small packets, largest passing packet, one under
 * the other on one time axis.
 */
export function DirectionChart(props: {
  history: DirectionHistory;
  period: Period;
  axes: SharedAxes;
  events: readonly TimelineEvent[];
  cursor: TimeCursor;
  focused: boolean;
}) {
  const { history, period, axes } = props;
  const [ref, width] = useWidth<HTMLDivElement>(684);
  const frame = chartFrame(period, width);
  return (
    <figure className={props.focused ? 'direction focused' : 'direction'}>
      <figcaption className="h3">
        <span>
          {history.from} → {history.to}
        </span>
        <span className="muted">
          probed from {history.from}, {stepLabel(history.rtt.stepMs)} per point
        </span>
      </figcaption>
      <p className="unseen">{inWords(history, period)}</p>
      <div ref={ref} className="plots" style={{ height: ROWS.height }}>
        <Plots frameWidth={width} history={history} period={period} axes={axes} />
        <CursorOverlay frame={frame} history={history} events={props.events} cursor={props.cursor} />
      </div>
    </figure>
  );
}

// Everything but the cursor: drawn anew only when the data or the width changes, not while somebody drags.
const Plots = memo(function Plots(props: {
  frameWidth: number;
  history: DirectionHistory;
  period: Period;
  axes: SharedAxes;
}) {
  const { history, period, axes } = props;
  const frame = chartFrame(period, props.frameWidth);
  return (
    <div aria-hidden="true">
      <svg className="chart" width={frame.width} height={ROWS.height} aria-hidden="true">
        <text className="title" x={0} y={ROWS.status.top + 11}>
          status
        </text>
        <LaneBars
          spans={laneSpans(history.spans, period)}
          width={frame.plotWidth}
          height={ROWS.status.height}
          x={frame.left}
          y={ROWS.status.top}
        />
        <RttPanel frame={frame} rtt={history.rtt} loss={history.loss} axis={axes.rtt} />
        <LossFrame
          frame={frame}
          loss={history.fullLoss}
          title="loss, % of the last 30 calls · full-size, this way"
          top={ROWS.full.top}
          height={ROWS.full.height}
          ticks={[0, 100]}
        />
        <LossFrame
          frame={frame}
          loss={history.loss}
          title="loss, % of the last 30 calls · small, there and back"
          top={ROWS.small.top}
          height={ROWS.small.height}
          ticks={[0]}
        />
        <SizeFrame frame={frame} history={history} axis={axes.size} />
        <Axis frame={frame} />
      </svg>
      <div className="plot" style={{ top: ROWS.full.top }}>
        <LossPlot frame={frame} loss={history.fullLoss} height={ROWS.full.height} />
      </div>
      <div className="plot" style={{ top: ROWS.small.top }}>
        <LossPlot frame={frame} loss={history.loss} height={ROWS.small.height} />
      </div>
      <div className="plot" style={{ top: ROWS.size.top }}>
        <SizePlot frame={frame} history={history} axis={axes.size} />
      </div>
    </div>
  );
});

function Axis({ frame }: { frame: ChartFrame }) {
  const y = ROWS.axis;
  return (
    <g>
      <text x={0} y={y + 6}>
        UTC
      </text>
      {timeTicks(frame.period, Math.floor(frame.plotWidth / 88)).map((tick) => (
        <g key={tick.at}>
          <path d={`M${frame.x(tick.at)} ${y - 8}v4`} stroke="var(--line-2)" />
          {/* A label at the end of the axis stays on the picture. */}
          <text x={Math.min(frame.x(tick.at), frame.width - 18)} y={y + 6} textAnchor="middle">
            {tick.label}
          </text>
        </g>
      ))}
      <text className="title" x={0} y={ROWS.events + 3}>
        events
      </text>
    </g>
  );
}

function inWords(history: DirectionHistory, period: Period): string {
  const one = (name: string, data: DirectionHistory['rtt'], format: (value: number) => string) =>
    describeSeries(name, data.points, gapsIn(data, period), period, format);
  return [
    describeLane('Status', history.spans, period),
    one('Round trip', history.rtt, (ms) => `${formatRtt(ms)} ms`),
    one('Loss of full-size packets this way', history.fullLoss, (ratio) => `${formatPercent(ratio, { digits: 1 })} %`),
    one('Loss of small packets', history.loss, (ratio) => `${formatPercent(ratio, { digits: 1 })} %`),
    one('Largest passing packet', history.size, formatBytes),
  ].join(' ');
}
