'use client';

import { useMemo } from 'react';
import type { ApiTransition } from '#lib/api/series.ts';
import { CursorSlider } from './cursor-slider.tsx';
import { DirectionChart, type SharedAxes } from './direction-chart.tsx';
import type { DirectionHistory } from './direction-history.ts';
import { eventsOf } from './events.ts';
import { readingSentence } from './reading.ts';
import { sizeAxis } from './size-panel.tsx';
import type { Period } from './time-axis.ts';
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
      <CursorSlider
        period={period}
        cursor={cursor}
        words={(at) => histories.map((history) => readingSentence(history, at)).join('. ')}
      />
      <TimelineLegend events={events} period={period} cursor={cursor} addressed={props.cursorAt} />
    </section>
  );
}
