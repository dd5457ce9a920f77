import type { Sources } from '#lib/api/sources.ts';

const STEPS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** Bytes on a disk, in the unit that leaves at most three digits before the point: `4.2 GB`. */
function sizeText(bytes: number): string {
  const step = Math.min(STEPS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  const value = bytes / 1000 ** step;
  return `${value < 10 && step > 0 ? value.toFixed(1) : Math.round(value)} ${STEPS[step]}`;
}

/** How much history there is, how much there may be, and for how long what is kept. */
export function HistorySize({ history }: { history: Sources['history'] }) {
  if (!history) return null;
  const { usedBytes, fileBytes, maxBytes, rawHours, minuteDays } = history;
  return (
    <p className="quiet after">
      History: {sizeText(usedBytes)} of at most {sizeText(maxBytes)}, on the disk {sizeText(fileBytes)}. Samples are
      kept for {rawHours} h, minutes for {minuteDays} days, hours and changes of status for ever.
      {usedBytes > maxBytes
        ? ' It is over its size: what is older goes early, and what is kept for ever may need a larger history.maxBytes.'
        : null}
    </p>
  );
}
