import { areaPath, type LossClass, linePaths, type Point, type Run } from './smoke.ts';

const INK: Record<LossClass, { stroke: string; width: number }> = {
  none: { stroke: 'var(--ink)', width: 1.5 },
  some: { stroke: 'var(--st-degraded)', width: 3 },
  heavy: { stroke: 'var(--st-down)', width: 5 },
};

/**
 * Round-trip times as smoke: the band from least to most, the band from p50 to p95, and the p50 line, which thickens and
 * takes colour with loss. `slim` leaves out the outer band and draws loss as thick but the line finer, for small multiples.
 */
export function SmokePlot(props: {
  runs: readonly Run[];
  lossAt: (point: Point) => LossClass;
  stepMs: number;
  x: (at: number) => number;
  y: (value: number) => number;
  slim?: boolean;
}) {
  const { runs, stepMs, x, y } = props;
  return runs.map((run) => (
    <g key={run[0]?.at} fill="none">
      {props.slim ? null : <path d={areaPath(run, 'min', 'max', stepMs, x, y)} fill="var(--band)" />}
      <path d={areaPath(run, 'p50', 'p95', stepMs, x, y)} fill="var(--band-2)" />
      {linePaths(run, props.lossAt, stepMs, x, y).map(({ loss, path }) => (
        <path key={path} d={path} stroke={INK[loss].stroke} strokeWidth={INK[loss].width} strokeLinejoin="round" />
      ))}
    </g>
  ));
}
