import type { Metric, Sample } from '#lib/model/sample.ts';

/** How long a figure is shown after it was taken, milliseconds; the intervals of its kinds, three times, with room for a stretched budget. */
const SHOWN_FOR_MS: Partial<Record<Metric, number>> = { mtuBytes: 20 * 60_000 };
const SHOWN_FOR_DEFAULT_MS = 3 * 60_000;

/** The latest number of every series, by the most preferred source that still speaks. */
export class Figures {
  #latest = new Map<string, Sample[]>();
  #untaken: Sample[] = [];

  record(samples: readonly Sample[]): void {
    for (const sample of samples) this.#keep(sample);
    this.#untaken.push(...samples);
  }

  /** What was recorded since the last call. */
  take(): Sample[] {
    const taken = this.#untaken;
    this.#untaken = [];
    return taken;
  }

  #keep(sample: Sample): void {
    const key = `${sample.subject} ${sample.metric}`;
    const others = this.#latest.get(key)?.filter((other) => other.preference !== sample.preference) ?? [];
    this.#latest.set(
      key,
      [...others, sample].sort((a, b) => a.preference - b.preference),
    );
  }

  /** The current sample of a series; none when the last one is too old to stand on a screen. */
  current(subject: string, metric: Metric, now: number): Sample | undefined {
    const shownForMs = SHOWN_FOR_MS[metric] ?? SHOWN_FOR_DEFAULT_MS;
    return this.#latest.get(`${subject} ${metric}`)?.find((sample) => now - sample.at < shownForMs);
  }
}
