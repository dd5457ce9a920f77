const SECOND_MS = 1000;

/**
 * A length of time in two parts at most: `4 s`, `6 m 12 s`, `1 h 30 m`, `41 d 06 h`. Seconds are cut, never rounded up.
 * A negative one keeps its sign: `−3 s`.
 */
export function duration(ms: number): string {
  if (ms < 0) return ms > -SECOND_MS ? '0 s' : `−${duration(-ms)}`;
  const seconds = Math.floor(ms / SECOND_MS);
  if (seconds < 60) return `${seconds} s`;
  const two = (value: number) => String(value).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} m ${two(seconds % 60)} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ${two(minutes % 60)} m`;
  return `${Math.floor(hours / 24)} d ${two(hours % 24)} h`;
}
