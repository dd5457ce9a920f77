'use client';

import { useMemo } from 'react';
import type { ApiTransition } from '#lib/api/series.ts';
import { DirectionChart, type SharedAxes } from './direction-chart.tsx';
import type { DirectionHistory } from './direction-history.ts';
import { eventsOf } from './events.ts';
import { readingSentence } from './reading.ts';
import { sizeAxis } from './size-panel.tsx';
import { type Period, timeAt } from './time-axis.ts';
import { TimelineLegend } from './timeline-legend.tsx';
import { useTimeCursor } from './use-time-cursor.ts';
import { valueAxis } from './value-axis.ts';

/** Nearest distance of two event boxes: a sixtieth of the width keeps them apart. */
const EVENTS_PER_PERIOD = 40;

/** Both directions of a link over time, in two columns, under one time cursor. */
export function LinkCharts(props: {
  histories: readonly DirectionHistory[];
  transitions: readonly ApiTransition[];
  period: Period;
  /** What the address says, epoch milliseconds. */
  cursorAt: number | null;
  onCursor: (at: number | null) => void;
  /** The id of the cluster from which the focused direction starts. */
  focus: string | null;
}) {
  const { histories, period, transitions } = props;
  const cursor = useTimeCursor(period, props.cursorAt, props.onCursor);
  const axes = useMemo<SharedAxes>(() => {
    const points = histories.flatMap((history) => history.rtt.points);
    return {
      rtt: valueAxis(
        points.flatMap((point) => [point.min, point.max]),
        4,
      ),
      size: sizeAxis(histories),
    };
  }, [histories]);
  const events = useMemo(
    () => eventsOf(transitions, period, (period.toAt - period.fromAt) / EVENTS_PER_PERIOD),
    [transitions, period],
  );
  const at = cursor.at ?? period.toAt;
  return (
    <section className="charts" aria-label="History">
      {histories.map((history) => {
        const id = `${history.from}>${history.to}`;
        return (
          <DirectionChart
            key={id}
            history={history}
            period={period}
            axes={axes}
            events={events.filter((event) => event.changes.some((change) => change.direction === id))}
            cursor={cursor}
            focused={props.focus === history.from}
          />
        );
      })}
      <label className="unseen">
        Time cursor
        <input
          type="range"
          className="cursor-slider"
          min={timeAt(0, period, 0, 1)}
          max={timeAt(1, period, 0, 1)}
          step={1000}
          value={at}
          onChange={(event) => cursor.move(Number(event.target.value))}
          aria-valuetext={`${new Date(at).toISOString()}. ${histories.map((history) => readingSentence(history, at)).join('. ')}`}
        />
      </label>
      <TimelineLegend events={events} period={period} cursor={cursor} addressed={props.cursorAt} />
    </section>
  );
}
