import { type ChartFrame, PLOT_LEFT, PLOT_RIGHT } from './chart-frame.ts';
import { GapPosts } from './gap-posts.tsx';
import { gapsIn, type Measurements, readingWord } from './measurements.ts';
import { lossClass, runsOf } from './smoke.ts';
import { StepChart } from './step-chart.tsx';
import { stepRows } from './step-rows.ts';

/** Labels, foot line and gaps of a loss chart; `LossPlot` draws its bars. */
export function LossFrame(props: {
  frame: ChartFrame;
  loss: Measurements;
  title: string;
  top: number;
  height: number;
  ticks: readonly number[];
}) {
  const { frame, loss, top, height } = props;
  return (
    <g>
      <text className="title" x={0} y={top - 11}>
        {props.title}
        {readingWord(loss)}
      </text>
      {props.ticks.map((tick) => {
        const y = top + height - (tick / 100) * height;
        return (
          <g key={tick}>
            <path d={`M${frame.left} ${y}H${frame.left + frame.plotWidth}`} stroke="var(--line)" />
            <text x={frame.left - 8} y={y + 4} textAnchor="end">
              {tick}
            </text>
          </g>
        );
      })}
      <GapPosts
        gaps={gapsIn(loss, frame.period)}
        x={frame.x}
        top={top}
        height={height}
        words={height > 30 ? () => ['no', 'data'] : undefined}
      />
    </g>
  );
}

/** Share that is lost, the worst of each bucket: under a fifth in one colour, a fifth and over in the other. */
export function LossPlot(props: { frame: ChartFrame; loss: Measurements; height: number }) {
  const { frame, loss, height } = props;
  // Nothing lost draws nothing; what is lost is at least two pixels high.
  const least = 2 / height;
  const rows = stepRows(
    runsOf(loss.points, loss.holdMs),
    (point) => (point.max > 0 ? { key: lossClass(point.max), value: Math.max(least, Math.min(1, point.max)) } : null),
    (last) => last.at + loss.stepMs,
  );
  return (
    <StepChart
      rows={rows}
      figures={[
        { key: 'some', colour: 'var(--st-degraded)', kind: 'area' },
        { key: 'heavy', colour: 'var(--st-down)', kind: 'area' },
      ]}
      period={frame.period}
      low={0}
      high={1}
      width={frame.width}
      height={height}
      left={PLOT_LEFT}
      right={PLOT_RIGHT}
    />
  );
}
