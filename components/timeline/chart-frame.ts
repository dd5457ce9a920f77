import { type Period, timeX } from './time-axis.ts';

/** Where the parts of a direction's charts stand, pixels from the top: one height for both columns. */
export const ROWS = {
  status: { top: 16, height: 14 },
  rtt: { top: 68, height: 126 },
  full: { top: 232, height: 46 },
  small: { top: 308, height: 18 },
  size: { top: 364, height: 56 },
  axis: 440,
  events: 464,
  height: 476,
} as const;

/** Room for the labels at the left and right of the plots, pixels. */
export const PLOT_LEFT = 52;
export const PLOT_RIGHT = 12;

/** The frame that all charts of a direction share. */
export interface ChartFrame {
  period: Period;
  width: number;
  left: number;
  plotWidth: number;
  x: (at: number) => number;
}

/** A frame for a width in pixels. */
export function chartFrame(period: Period, width: number, left = PLOT_LEFT, right = PLOT_RIGHT): ChartFrame {
  const plotWidth = Math.max(40, width - left - right);
  return { period, width, left, plotWidth, x: (at) => timeX(at, period, left, plotWidth) };
}
