import type { ChartFrame } from './chart-frame.ts';
import { ROWS } from './chart-frame.ts';
import { GapPosts } from './gap-posts.tsx';
import { gapsIn, type Measurements, readingWord } from './measurements.ts';
import { lossClass, pointAt, runsOf } from './smoke.ts';
import { SmokePlot } from './smoke-plot.tsx';
import { type ValueAxis, valueY } from './value-axis.ts';

/** Round-trip times of a direction, on an axis that both directions share. */
export function RttPanel(props: { frame: ChartFrame; rtt: Measurements; loss: Measurements; axis: ValueAxis }) {
  const { frame, rtt, loss, axis } = props;
  const { top, height } = ROWS.rtt;
  const y = valueY(axis, top, height);
  const runs = runsOf(rtt.points, rtt.holdMs);
  const right = frame.left + frame.plotWidth;
  return (
    <g>
      <text className="title" x={0} y={top - 12}>
        RTT, ms{readingWord(rtt)}
      </text>
      {axis.ticks.map((tick) => (
        <g key={tick}>
          <path d={`M${frame.left} ${y(tick)}H${right}`} stroke="var(--line)" />
          <text x={frame.left - 8} y={y(tick) + 4} textAnchor="end">
            {tick.toLocaleString('en-GB')}
          </text>
        </g>
      ))}
      <SmokePlot
        runs={runs}
        lossAt={(point) => lossClass(pointAt(loss.points, point.at, loss.holdMs)?.max)}
        stepMs={rtt.stepMs}
        x={frame.x}
        y={y}
      />
      <GapPosts
        gaps={gapsIn(rtt, frame.period)}
        x={frame.x}
        top={top}
        height={height}
        words={(gap) =>
          // Calls without any reply are measured loss: another thing than a time in which nobody called.
          loss.points.some((point) => point.at >= gap.fromAt && point.at < gap.toAt) ? ['no', 'reply'] : ['no', 'data']
        }
      />
    </g>
  );
}
