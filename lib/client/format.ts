/** A whole number with commas for thousands: `9,257`. */
export function formatCount(value: number): string {
  return Math.round(value).toLocaleString('en-GB');
}

/** A round-trip time without its unit, one decimal under 100: `0.3`, `24.6`, `1,204`. */
export function formatRtt(ms: number): string {
  return ms < 100 ? ms.toFixed(1) : formatCount(ms);
}

/** Bytes of an IP packet with their unit: `1,380 B`. */
export function formatBytes(bytes: number): string {
  return `${formatCount(bytes)} B`;
}

/**
 * A ratio as a percentage without its sign, cut and never rounded: 0.999499 is `99.949`. `0` only for nothing at all, so a
 * ratio that would be cut to nothing is `< 0.001`. `digits` are kept also when they are zero if `pad` is set (`100.000`).
 */
export function formatPercent(ratio: number, { digits = 3, pad = false } = {}): string {
  const scale = 10 ** digits;
  // The small addend keeps 0.021 * 100,000 = 2,099.9999… from losing its last digit.
  const cut = Math.floor(ratio * 100 * scale + 1e-6) / scale;
  if (cut === 0 && ratio > 0) return `< ${1 / scale}`;
  return pad ? cut.toFixed(digits) : String(cut);
}

/** The time of day of an instant, UTC, without saying so: `09:41:07`. */
export function formatClock(ms: number): string {
  return new Date(ms).toISOString().slice(11, 19);
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** An instant in words, with its day unless it is that of `now`: `09:12:58 UTC`, `Thu 26 Nov, 14:02:00 UTC`. */
export function formatInstant(ms: number, now: number): string {
  const at = new Date(ms);
  const clock = `${formatClock(ms)} UTC`;
  if (at.toISOString().slice(0, 10) === new Date(now).toISOString().slice(0, 10)) return clock;
  const day = `${DAYS[at.getUTCDay()]} ${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]}`;
  const year = at.getUTCFullYear() === new Date(now).getUTCFullYear() ? '' : ` ${at.getUTCFullYear()}`;
  return `${day}${year}, ${clock}`;
}

/** The start of something in the width of a column: the time of day for today, the day before that. */
export function formatSince(ms: number, now: number): string {
  const at = new Date(ms);
  if (at.toISOString().slice(0, 10) === new Date(now).toISOString().slice(0, 10)) return formatClock(ms);
  const year = at.getUTCFullYear() === new Date(now).getUTCFullYear() ? '' : ` ${at.getUTCFullYear()}`;
  return `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]}${year}`;
}
