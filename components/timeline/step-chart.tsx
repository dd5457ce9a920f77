'use client';

import { Area, ComposedChart, Line, XAxis, YAxis } from 'recharts';
import type { StepRow } from './step-rows.ts';
import type { Period } from './time-axis.ts';

/** One figure of a step chart; `key` names it in the rows. */
export interface StepFigure {
  key: string;
  colour: string;
  /** Filled down to the foot of the chart, or a line. */
  kind: 'area' | 'line';
  dashed?: boolean;
}

/**
 * Values that hold from one instant to the next, without axes: the frame around it draws those. Left and right are the
 * distances of the plot from the edges, pixels.
 */
export function StepChart(props: {
  rows: readonly StepRow[];
  figures: readonly StepFigure[];
  period: Period;
  low: number;
  high: number;
  width: number;
  height: number;
  left: number;
  right: number;
}) {
  const still = { isAnimationActive: false, dot: false, activeDot: false, connectNulls: false } as const;
  return (
    <ComposedChart
      width={props.width}
      height={props.height}
      data={[...props.rows]}
      margin={{ top: 0, bottom: 0, left: props.left, right: props.right }}
      accessibilityLayer={false}
    >
      <XAxis dataKey="at" type="number" domain={[props.period.fromAt, props.period.toAt]} allowDataOverflow hide />
      <YAxis type="number" domain={[props.low, props.high]} allowDataOverflow hide />
      {props.figures.map(({ key, colour, kind, dashed }) =>
        kind === 'area' ? (
          <Area key={key} dataKey={key} type="stepAfter" stroke="none" fill={colour} fillOpacity={1} {...still} />
        ) : (
          <Line
            key={key}
            dataKey={key}
            type="stepAfter"
            stroke={colour}
            strokeWidth={1.8}
            strokeDasharray={dashed ? '2 4' : undefined}
            {...still}
          />
        ),
      )}
    </ComposedChart>
  );
}
