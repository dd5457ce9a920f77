'use client';

import Link from 'next/link';
import { memo } from 'react';
import { Glyph } from '#components/ui/glyph.tsx';
import { LaneBars } from '#components/ui/lane.tsx';
import { formatPercent, formatRtt } from '#lib/client/format.ts';
import { chartFrame } from './chart-frame.ts';
import { cursorDrag } from './cursor-drag.ts';
import { CursorTag } from './cursor-tag.tsx';
import { describeSeries } from './describe.ts';
import { GapPosts } from './gap-posts.tsx';
import { gapsIn, type Measurements } from './measurements.ts';
import type { Peer, PeerHistory, Way } from './peer-history.ts';
import { lossBars, lossClass, pointAt, runsOf } from './smoke.ts';
import { SmokePlot } from './smoke-plot.tsx';
import { type Period, timeTicks } from './time-axis.ts';
import type { TimeCursor } from './use-time-cursor.ts';
import { useWidth } from './use-width.ts';
import { type ValueAxis, valueY } from './value-axis.ts';

const LEFT = 24;
const RIGHT = 3;
const TOP = 4;
const RTT_HEIGHT = 88;
const STRIP = { height: 12, pitch: 17 };
const STRIPS_TOP = RTT_HEIGHT + 14;
const BOTTOM = STRIPS_TOP + 2 * STRIP.pitch - 3;
const HEIGHT = BOTTOM + 24;

interface Drawing {
  peer: Peer;
  history: PeerHistory;
  period: Period;
  axis: ValueAxis;
}

/** One peer: round trip on the scale of all, and two strips of loss of full-size packets, there above back. */
export function PeerChart(props: Drawing & { self: string; cursor: TimeCursor; tagged: boolean }) {
  const { peer, history, period, axis, cursor } = props;
  const [ref, width] = useWidth<HTMLDivElement>(259);
  const frame = chartFrame(period, width, LEFT, RIGHT);
  const reading = cursor.at === null ? undefined : pointAt(history.rtt.points, cursor.at, history.rtt.holdMs);
  const x = cursor.at === null ? 0 : frame.x(cursor.at);
  const y = reading ? valueY(axis, TOP, RTT_HEIGHT)(reading.p50) : TOP + RTT_HEIGHT / 2;
  const leftward = x - LEFT > 70;
  return (
    <figure className="sm">
      <figcaption>
        <Link href={`/links/${encodeURIComponent(peer.link)}`}>{peer.id}</Link>
        <span className="io">
          <Marks way={peer.out} />
          <i aria-hidden="true">→</i> <i aria-hidden="true">←</i>
          <Marks way={peer.back} />
        </span>
      </figcaption>
      <p className="unseen">{inWords(props.self, props)}</p>
      <div ref={ref} className="plots" style={{ height: HEIGHT }}>
        <Plot peer={peer} history={history} period={period} axis={axis} width={width} />
        <svg className="chart overlay" width={width} height={HEIGHT} aria-hidden="true" {...cursorDrag(frame, cursor)}>
          {cursor.at === null ? null : (
            <g>
              <path d={`M${x} ${props.tagged ? 14 : 0}V${BOTTOM}`} stroke="var(--accent)" strokeWidth="1.3" />
              {props.tagged ? <CursorTag frame={frame} at={cursor.at} /> : null}
              <text
                className="v"
                x={leftward ? x - 6 : x + 6}
                y={y > 40 ? y - 11 : y + 20}
                textAnchor={leftward ? 'end' : 'start'}
                stroke="var(--bg)"
                strokeWidth="4"
                paintOrder="stroke"
              >
                {reading ? `${formatRtt(reading.p50)} ms` : 'no data'}
              </text>
            </g>
          )}
        </svg>
      </div>
    </figure>
  );
}

function Marks({ way }: { way: Way }) {
  return (
    <>
      <Glyph mark={way.mark} size={11} />
      {way.conflict && way.mark !== 'conflict' ? <Glyph mark="conflict" size={11} /> : null}
    </>
  );
}

const Plot = memo(function Plot({ peer, history, period, axis, width }: Drawing & { width: number }) {
  const frame = chartFrame(period, width, LEFT, RIGHT);
  const right = LEFT + frame.plotWidth;
  const y = valueY(axis, TOP, RTT_HEIGHT);
  const { rtt, loss } = history;
  const runs = runsOf(rtt.points, rtt.holdMs);
  return (
    <svg className="chart" width={width} height={HEIGHT} aria-hidden="true">
      {axis.ticks.map((tick, index) => (
        <g key={tick}>
          <path d={`M${LEFT} ${y(tick)}H${right}`} stroke="var(--line)" />
          <text x={LEFT - 6} y={y(tick) + (index === axis.ticks.length - 1 ? 7 : 4)} textAnchor="end">
            {tick}
          </text>
        </g>
      ))}
      <SmokePlot
        runs={runs}
        lossAt={(point) => lossClass(pointAt(loss.points, point.at, loss.holdMs)?.max)}
        stepMs={rtt.stepMs}
        x={frame.x}
        y={y}
        slim
      />
      <GapPosts gaps={gapsIn(rtt, period)} x={frame.x} top={TOP} height={BOTTOM - TOP} />
      <Strip
        way={peer.out}
        loss={history.there}
        period={period}
        width={width}
        top={STRIPS_TOP}
        arrow="M6 6h10m-4-3.5 4 3.5-4 3.5"
      />
      <Strip
        way={peer.back}
        loss={history.back}
        period={period}
        width={width}
        top={STRIPS_TOP + STRIP.pitch}
        arrow="M16 6h-10m4-3.5-4 3.5 4 3.5"
      />
      {timeTicks(period, 3).map((tick) => (
        <g key={tick.at}>
          <path d={`M${frame.x(tick.at)} ${BOTTOM}v4`} stroke="var(--line-2)" />
          <text
            x={Math.min(frame.x(tick.at), width - 16)}
            y={BOTTOM + 15}
            textAnchor={frame.x(tick.at) < LEFT + 26 ? 'start' : 'middle'}
          >
            {tick.label}
          </text>
        </g>
      ))}
      <text x={0} y={BOTTOM + 15}>
        UTC
      </text>
    </svg>
  );
});

/** Loss of full-size packets one way: height is the share; a state without measurement is drawn as in a lane. */
function Strip(props: { way: Way; loss: Measurements; period: Period; width: number; top: number; arrow: string }) {
  const { way, loss, period, top } = props;
  const frame = chartFrame(period, props.width, LEFT, RIGHT);
  const foot = top + STRIP.height;
  const runs = runsOf(loss.points, loss.holdMs);
  const unmeasured = way.mark === 'stale' || way.mark === 'maintenance' || way.mark === 'unknown';
  const start = way.since === null ? 0 : Math.max(0, (way.since - period.fromAt) / (period.toAt - period.fromAt));
  return (
    <g>
      <path
        d={props.arrow}
        transform={`translate(0 ${top})`}
        fill="none"
        stroke="var(--ink-3)"
        strokeWidth="1.3"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      {runs.map((run) => {
        const first = run[0];
        const last = run.at(-1);
        return first && last ? (
          <g key={first.at}>
            <path d={`M${frame.x(first.at)} ${foot}H${frame.x(last.at + loss.stepMs)}`} stroke="var(--line-2)" />
            {lossBars(run, loss.stepMs).map((bar) => (
              <rect
                key={bar.fromAt}
                x={frame.x(bar.fromAt)}
                y={foot - bar.share * STRIP.height}
                width={Math.max(1, frame.x(bar.toAt) - frame.x(bar.fromAt))}
                height={bar.share * STRIP.height}
                fill={lossClass(bar.share) === 'heavy' ? 'var(--st-down)' : 'var(--st-degraded)'}
              />
            ))}
          </g>
        ) : null;
      })}
      {unmeasured && start < 1 ? (
        <LaneBars
          spans={[{ start, end: 1, mark: way.mark }]}
          width={frame.plotWidth}
          height={STRIP.height}
          x={LEFT}
          y={top}
        />
      ) : null}
    </g>
  );
}

function inWords(self: string, { peer, history, period }: Drawing): string {
  const one = (name: string, data: Measurements, format: (value: number) => string) =>
    describeSeries(name, data.points, gapsIn(data, period), period, format);
  const percent = (ratio: number) => `${formatPercent(ratio, { digits: 1 })} %`;
  return [
    `${self} to ${peer.id} is ${peer.out.mark}, back ${peer.back.mark}.`,
    one('Round trip', history.rtt, (ms) => `${formatRtt(ms)} ms`),
    one('Loss of full-size packets there', history.there, percent),
    one('Loss of full-size packets back', history.back, percent),
  ].join(' ');
}
