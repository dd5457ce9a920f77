/** A period on screen; epoch milliseconds. */
export interface Period {
  fromAt: number;
  toAt: number;
}

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Distances between ticks that people read well. */
const STEPS_MS = [
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR_MS),
  ...[1, 2, 5, 7, 14].map((days) => days * DAY_MS),
];

/** The pixel of an instant between `left` and `left + width`. */
export function timeX(at: number, period: Period, left: number, width: number): number {
  return left + ((at - period.fromAt) / Math.max(1, period.toAt - period.fromAt)) * width;
}

/** The instant under a pixel, in whole seconds, kept inside the period. */
export function timeAt(x: number, period: Period, left: number, width: number): number {
  const share = Math.min(1, Math.max(0, (x - left) / Math.max(1, width)));
  return clampToPeriod(period.fromAt + share * (period.toAt - period.fromAt), period);
}

/** Rounds to whole seconds and keeps inside the period. */
export function clampToPeriod(at: number, period: Period): number {
  const whole = Math.round(at / SECOND_MS) * SECOND_MS;
  return Math.min(
    Math.floor(period.toAt / SECOND_MS) * SECOND_MS,
    Math.max(Math.ceil(period.fromAt / SECOND_MS) * SECOND_MS, whole),
  );
}

export interface Tick {
  at: number;
  /** `09:15`, or `14 Nov` where ticks are days. */
  label: string;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `14 Nov`, UTC. */
export function dayLabel(at: number): string {
  const date = new Date(at);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()] ?? ''}`;
}

/** `09:15` or `09:15:04`, UTC. */
export function clockLabel(at: number, seconds = false): string {
  return new Date(at).toISOString().slice(11, seconds ? 19 : 16);
}

/** The label of the time cursor: the time of day, with the day in front where the period is longer than one. */
export function cursorLabel(at: number, period: Period): string {
  return period.toAt - period.fromAt > DAY_MS ? `${dayLabel(at)} ${clockLabel(at)}` : clockLabel(at, true);
}

/** At most `most` ticks at round UTC instants. */
export function timeTicks(period: Period, most: number): Tick[] {
  const length = period.toAt - period.fromAt;
  const stepMs = STEPS_MS.find((step) => length / step <= most) ?? Math.ceil(length / most / DAY_MS) * DAY_MS;
  const ticks: Tick[] = [];
  for (let at = Math.ceil(period.fromAt / stepMs) * stepMs; at <= period.toAt; at += stepMs) {
    const midnight = at % DAY_MS === 0 && length > DAY_MS / 2;
    ticks.push({ at, label: stepMs >= DAY_MS || midnight ? dayLabel(at) : clockLabel(at) });
  }
  return ticks;
}

/** A length of time in one unit, for "1 min per point". */
export function stepLabel(ms: number): string {
  if (ms < MINUTE_MS) return `${Math.round(ms / SECOND_MS)} s`;
  if (ms < HOUR_MS) return `${trim(ms / MINUTE_MS)} min`;
  return ms < DAY_MS ? `${trim(ms / HOUR_MS)} h` : `${trim(ms / DAY_MS)} d`;
}

function trim(value: number): string {
  return String(Math.round(value * 10) / 10);
}
