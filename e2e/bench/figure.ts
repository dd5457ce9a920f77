/** One number of a bench and what it is held against. */
export interface Figure {
  /** `<bench>.<what>`, stable from run to run. */
  readonly id: string;
  readonly value: number;
  readonly unit: string;
  /** Whose figure it is compared with, and that figure in the same unit. */
  readonly baseline?: { readonly name: string; readonly value: number };
  /** How many times better than the baseline, where there is one. */
  readonly ratio?: number;
  /** The goal in words, and whether it is met. */
  readonly goal: string;
  readonly ok: boolean;
}

/** What a bench is given: `small` asks for a version that fits into a minute of CI. */
export interface BenchOptions {
  readonly small: boolean;
  readonly report: (figure: Figure) => void;
  /** A remark between the figures: settings, versions, what was left out and why. */
  readonly note: (text: string) => void;
}

export type Bench = (options: BenchOptions) => Promise<void>;

/** @example "history.ingest 5.21 Msamples/s · victoria-metrics 1.60 Msamples/s · 3.26x · goal at least 3x · ok" */
export function formatFigure({ id, value, unit, baseline, ratio, goal, ok }: Figure): string {
  const parts = [`${id} ${short(value)} ${unit}`];
  if (baseline) parts.push(`${baseline.name} ${short(baseline.value)} ${unit}`);
  if (ratio !== undefined) parts.push(`${ratio.toFixed(2)}x`);
  return [...parts, `goal ${goal}`, ok ? 'ok' : 'short'].join(' · ');
}

function short(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** The middle of the values (the lower of two). */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[(values.length - 1) >> 1] ?? Number.NaN;
}
