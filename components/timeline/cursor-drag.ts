import type { PointerEvent } from 'react';
import type { ChartFrame } from './chart-frame.ts';
import { timeAt } from './time-axis.ts';
import type { TimeCursor } from './use-time-cursor.ts';

/** Pointer handlers of the ground of a chart, on which the time cursor is set and dragged. */
export function cursorDrag(frame: Pick<ChartFrame, 'width' | 'period' | 'left' | 'plotWidth'>, cursor: TimeCursor) {
  const moveTo = (event: PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * frame.width;
    cursor.move(timeAt(x, frame.period, frame.left, frame.plotWidth));
  };
  return {
    onPointerDown: (event: PointerEvent) => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      moveTo(event);
    },
    onPointerMove: (event: PointerEvent) => {
      if (event.buttons === 1) moveTo(event);
    },
  };
}
