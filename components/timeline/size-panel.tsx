import { formatCount } from '#lib/client/format.ts';
import { type ChartFrame, PLOT_LEFT, PLOT_RIGHT, ROWS } from './chart-frame.ts';
import type { DirectionHistory } from './direction-history.ts';
import { GapPosts } from './gap-posts.tsx';
import { gapsIn } from './measurements.ts';
import { type Run, runsOf } from './smoke.ts';
import { StepChart } from './step-chart.tsx';
import { stepRows } from './step-rows.ts';
import { clockLabel } from './time-axis.ts';
import { valueY } from './value-axis.ts';

/** The axis of packet sizes of both directions: the sizes that were seen and the one that should fit, with room around. */
export function sizeAxis(histories: readonly DirectionHistory[]): { low: number; high: number; ticks: number[] } {
  const sizes = new Set<number>();
  for (const history of histories) {
    for (const point of history.size.points) sizes.add(point.min).add(point.max);
    if (history.expectedBytes !== null) sizes.add(history.expectedBytes);
  }
  const sorted = [...sizes].sort((a, b) => a - b);
  const least = sorted[0];
  const most = sorted.at(-1);
  if (least === undefined || most === undefined) return { low: 0, high: 1, ticks: [] };
  const room = Math.max(22, (most - least) * 0.4);
  // Labels need a fifth of the height each: the outermost ones are kept.
  const apart = (most - least + room * 1.6) / 5;
  const ticks = sorted.filter(
    (size, index) => index === 0 || size === most || (size - least > apart && most - size > apart),
  );
  return { low: least - room, high: most + room * 0.6, ticks: ticks.slice(0, 1).concat(ticks.slice(1).slice(-2)) };
}

/** Where less fits than was promised: the ground between the two is washed in red. */
function shortfalls(runs: readonly Run[], expected: number, endOf: (at: number) => number) {
  const found: { fromAt: number; toAt: number; bytes: number }[] = [];
  for (const run of runs) {
    for (const [index, point] of run.entries()) {
      const toAt = run[index + 1]?.at ?? endOf(point.at);
      const last = found.at(-1);
      if (point.p50 >= expected) continue;
      if (last && last.toAt === point.at && last.bytes === point.p50) last.toAt = toAt;
      else found.push({ fromAt: point.at, toAt, bytes: point.p50 });
    }
  }
  return found;
}

/** How the sizes of a direction are known, as far as that is kept: only the last stretch tells its basis. */
export function sizeRemark({ size, sizeBasis, inferredFromAt }: DirectionHistory): string {
  if (!size.read) return 'reading …';
  if (size.points.length === 0) return 'no data';
  if (inferredFromAt !== null) return `since ${clockLabel(inferredFromAt, true)} inferred from full-size transfers`;
  return sizeBasis === 'measured' ? 'now by echo there and back' : '';
}

/** Labels, promise, shortfall and gaps of the largest passing packet; `SizePlot` draws its line. */
export function SizeFrame(props: { frame: ChartFrame; history: DirectionHistory; axis: ReturnType<typeof sizeAxis> }) {
  const { frame, history, axis } = props;
  const { top, height } = ROWS.size;
  const y = valueY(axis, top, height);
  const { size, expectedBytes: expected } = history;
  const runs = runsOf(size.points, size.holdMs);
  const right = frame.left + frame.plotWidth;
  const endOf = (at: number) => Math.min(frame.period.toAt, at + size.holdMs);
  return (
    <g>
      <text className="title" x={0} y={top - 14}>
        {['largest passing packet, B', sizeRemark(history)].filter(Boolean).join(' · ')}
      </text>
      {axis.ticks.map((tick) => (
        <g key={tick}>
          <path
            d={`M${frame.left} ${y(tick)}H${right}`}
            stroke={tick === expected ? 'var(--ink-3)' : 'var(--line)'}
            strokeDasharray={tick === expected ? '4 3' : undefined}
          />
          <text x={frame.left - 8} y={y(tick) + 4} textAnchor="end">
            {formatCount(tick)}
          </text>
        </g>
      ))}
      {expected === null
        ? null
        : shortfalls(runs, expected, endOf).map(({ fromAt, toAt, bytes }) => (
            <g key={fromAt}>
              <rect
                x={frame.x(fromAt)}
                y={y(expected)}
                width={frame.x(toAt) - frame.x(fromAt)}
                height={y(bytes) - y(expected)}
                fill="var(--st-down)"
                opacity=".28"
              />
              {frame.x(toAt) - frame.x(fromAt) > 130 && y(bytes) - y(expected) > 14 ? (
                <text className="ink" x={frame.x(fromAt) + 8} y={(y(expected) + y(bytes)) / 2 + 4}>
                  {formatCount(expected - bytes)} B or more vanish
                </text>
              ) : null}
            </g>
          ))}
      {expected === null ? null : (
        <text x={frame.left + 4} y={y(expected) + 14}>
          expected {formatCount(expected)}
        </text>
      )}
      <GapPosts
        gaps={gapsIn(size, frame.period, size.holdMs)}
        x={frame.x}
        top={top}
        height={height}
        words={() => ['no', 'data']}
      />
    </g>
  );
}

/** The largest passing packet as a step line; what is inferred is dotted. */
export function SizePlot(props: { frame: ChartFrame; history: DirectionHistory; axis: ReturnType<typeof sizeAxis> }) {
  const { frame, history, axis } = props;
  const { size, inferredFromAt } = history;
  const rows = stepRows(
    runsOf(size.points, size.holdMs),
    (point) => ({
      key: inferredFromAt !== null && point.at >= inferredFromAt ? 'inferred' : 'known',
      value: point.p50,
    }),
    (last) => Math.min(frame.period.toAt, last.at + size.holdMs),
  );
  return (
    <StepChart
      rows={rows}
      figures={[
        { key: 'known', colour: 'var(--ink)', kind: 'line' },
        { key: 'inferred', colour: 'var(--ink)', kind: 'line', dashed: true },
      ]}
      period={frame.period}
      low={axis.low}
      high={axis.high}
      width={frame.width}
      height={ROWS.size.height}
      left={PLOT_LEFT}
      right={PLOT_RIGHT}
    />
  );
}
