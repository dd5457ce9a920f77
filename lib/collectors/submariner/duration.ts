const UNIT_MS: ReadonlyMap<string, number> = new Map([
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
  ['us', 1e-3],
  // Go writes U+00B5, other writers use U+03BC.
  ['\u00b5s', 1e-3],
  ['\u03bcs', 1e-3],
  ['ns', 1e-6],
]);

const PART = /(\d+(?:\.\d+)?)(h|ms|m|us|\u00b5s|\u03bcs|ns|s)/gy;

/**
 * Milliseconds of a duration as Go's `time.Duration` prints it (`447.358µs`, `1.204s`, `2m3.5s`, `0s`), or nothing for
 * any other text. https://pkg.go.dev/time#Duration.String
 */
export function durationMs(text: unknown): number | null {
  if (typeof text !== 'string' || text === '' || text.length > 40) return null;
  let totalMs = 0;
  PART.lastIndex = 0;
  while (PART.lastIndex < text.length) {
    const part = PART.exec(text);
    if (!part) return null;
    totalMs += Number(part[1]) * (UNIT_MS.get(part[2] ?? '') ?? 0);
  }
  // Go counts nanoseconds; what lies below is noise of the arithmetic.
  return Math.round(totalMs * 1e6) / 1e6;
}
