/** A bucket of measurements: what the charts draw. Instants are epoch milliseconds. */
export interface Point {
  /** Start of the bucket. */
  at: number;
  min: number;
  p50: number;
  p95: number;
  max: number;
}

/** Points without a gap between them. */
export type Run = readonly Point[];

/** A stretch without measurement: empty, between two posts. */
export interface Gap {
  fromAt: number;
  toAt: number;
}

/** No loss; less than a fifth; a fifth and over. Ink follows it. */
export type LossClass = 'none' | 'some' | 'heavy';

export function lossClass(ratio: number | null | undefined): LossClass {
  if (!ratio || ratio <= 0) return 'none';
  return ratio < 0.2 ? 'some' : 'heavy';
}

/** Splits points into runs; nothing joins across a gap. */
export function runsOf(points: readonly Point[], hold: number): Run[] {
  const runs: Point[][] = [];
  for (const point of points) {
    const run = runs.at(-1);
    const before = run?.at(-1);
    if (run && before && point.at - before.at <= hold) run.push(point);
    else runs.push([point]);
  }
  return runs;
}

/** Gaps between runs, and those at either end of the period that are longer than `hold`. */
export function gapsOf(
  runs: readonly Run[],
  period: { fromAt: number; toAt: number },
  stepMs: number,
  hold: number,
): Gap[] {
  if (runs.length === 0) return [{ fromAt: period.fromAt, toAt: period.toAt }];
  const gaps: Gap[] = [];
  let knownUntil = period.fromAt;
  for (const [index, run] of runs.entries()) {
    const first = run[0];
    const last = run.at(-1);
    if (!first || !last) continue;
    if (index > 0 || first.at - knownUntil > hold) gaps.push({ fromAt: knownUntil, toAt: first.at });
    knownUntil = last.at + stepMs;
  }
  if (period.toAt - knownUntil > hold) gaps.push({ fromAt: knownUntil, toAt: period.toAt });
  return gaps;
}

type Scale = (value: number) => number;

const px = (value: number) => String(Math.round(value * 10) / 10);

/** The closed area between two figures of a run; a run of one point is a bar one bucket wide, not nothing. */
export function areaPath(run: Run, low: keyof Point, high: keyof Point, stepMs: number, x: Scale, y: Scale): string {
  const only = run.length === 1 ? run[0] : undefined;
  if (only) {
    return `M${px(x(only.at))} ${px(y(only[high]))}H${px(x(only.at + stepMs))}V${px(y(only[low]))}H${px(x(only.at))}Z`;
  }
  const above = run.map((point) => `${px(x(point.at + stepMs / 2))} ${px(y(point[high]))}`);
  const below = run.map((point) => `${px(x(point.at + stepMs / 2))} ${px(y(point[low]))}`).reverse();
  return `M${above.join('L')}L${below.join('L')}Z`;
}

/**
 * The p50 line of a run as paths, one per stretch of equal loss: the piece that leads to a bucket has that bucket's loss.
 */
export function linePaths(
  run: Run,
  lossAt: (point: Point) => LossClass,
  stepMs: number,
  x: Scale,
  y: Scale,
): { loss: LossClass; path: string }[] {
  const spot = (point: Point) => `${px(x(point.at + stepMs / 2))} ${px(y(point.p50))}`;
  const first = run[0];
  if (!first) return [];
  if (run.length === 1) {
    return [{ loss: lossAt(first), path: `M${px(x(first.at))} ${px(y(first.p50))}H${px(x(first.at + stepMs))}` }];
  }
  const paths: { loss: LossClass; path: string }[] = [];
  for (let index = 1; index < run.length; index += 1) {
    const from = run[index - 1];
    const to = run[index];
    if (!from || !to) continue;
    const loss = lossAt(to);
    const last = paths.at(-1);
    if (last && last.loss === loss) last.path += `L${spot(to)}`;
    else paths.push({ loss, path: `M${spot(from)}L${spot(to)}` });
  }
  return paths;
}

/** Loss as bars: neighbours of the same height are one, what was not lost is none, and the least is still to be seen. */
export function lossBars(run: Run, stepMs: number, least = 0.17): { fromAt: number; toAt: number; share: number }[] {
  const bars: { fromAt: number; toAt: number; share: number }[] = [];
  for (const [index, point] of run.entries()) {
    if (point.max <= 0) continue;
    const share = Math.max(least, Math.min(1, point.max));
    const toAt = run[index + 1]?.at ?? point.at + stepMs;
    const last = bars.at(-1);
    if (last && last.toAt === point.at && last.share === share) last.toAt = toAt;
    else bars.push({ fromAt: point.at, toAt, share });
  }
  return bars;
}

/** The point whose bucket an instant lies in, or the one that still holds there. */
export function pointAt(points: readonly Point[], at: number, hold: number): Point | undefined {
  const before = points.findLast((point) => point.at <= at);
  return before && at - before.at <= hold ? before : undefined;
}
