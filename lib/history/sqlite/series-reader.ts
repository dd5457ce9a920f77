import type { Point, SeriesAnswer, SeriesKey, Span } from '../store.ts';
import { type Head, HOUR_MS } from './head.ts';
import type { Grain, Page, PageReader } from './page-reader.ts';
import { QuantileSketch } from './quantile-sketch.ts';
import { readRawPage } from './raw-page.ts';
import { readRollupPage } from './rollup-page.ts';
import type { SeriesEntry } from './series-registry.ts';
import { groupOf, slotOf } from './slotted-page.ts';

export const MINUTE_MS = 60_000;
const GRAIN_MS: Record<Grain, number> = { raw: 1, minute: MINUTE_MS, hour: HOUR_MS };

/** What is known of a series in a span, oldest first: plain samples, and the roll-ups of minutes or hours that begin at `at`. */
interface Found {
  ats: number[];
  values: number[];
  readonly rollups: { readonly at: number; readonly addTo: (sketch: QuantileSketch) => void }[];
}

/**
 * A down-sampled series. Buckets are at least as wide as the coarsest grain that the span is still known in, and begin
 * at full minutes or hours then, so that no roll-up is ever split between two of them.
 */
export function readSeries(
  entry: SeriesEntry,
  query: SeriesKey & Span & { readonly points: number },
  head: Head,
  reader: PageReader,
): SeriesAnswer {
  const points = Math.max(1, Math.floor(query.points));
  if (!(query.toAt > query.fromAt)) return { widthMs: 0, points: [] };
  const wide = (query.toAt - query.fromAt) / points >= HOUR_MS;
  const group = groupOf(entry.id);
  const pages = wide ? reader.hours(group, outwards(query, HOUR_MS)) : reader.finest(group, outwards(query, HOUR_MS));
  const grainMs = pages.reduce((coarsest, page) => Math.max(coarsest, GRAIN_MS[page.grain]), 1);
  const span = outwards(query, grainMs);
  const found = collect(entry.id, pages, head, span);
  if (grainMs === 1 && found.ats.length <= points) {
    return { widthMs: 0, points: found.ats.map((at, i) => samplePoint(at, (found.values[i] ?? 0) / entry.scale)) };
  }
  const widthMs = Math.ceil((span.toAt - span.fromAt) / points / grainMs) * grainMs;
  return { widthMs, points: buckets(found, span.fromAt, widthMs, entry.scale) };
}

function outwards({ fromAt, toAt }: Span, grainMs: number): Span {
  return { fromAt: Math.floor(fromAt / grainMs) * grainMs, toAt: Math.ceil(toAt / grainMs) * grainMs };
}

function collect(seriesId: number, pages: readonly Page[], head: Head, { fromAt, toAt }: Span): Found {
  const found: Found = { ats: [], values: [], rollups: [] };
  let ordered = true;
  let lastAt = Number.NEGATIVE_INFINITY;
  const add = (at: number, value: number) => {
    if (at < fromAt || at >= toAt) return;
    if (at < lastAt) ordered = false;
    lastAt = at;
    found.ats.push(at);
    found.values.push(value);
  };
  const slot = slotOf(seriesId);
  for (const page of pages) {
    if (page.grain === 'raw') {
      readRawPage(page.data, slot, (_, instants, values, count) => {
        for (let i = 0; i < count; i++) add(instants[i] ?? 0, values[i] ?? 0);
      });
    } else {
      const stepMs = GRAIN_MS[page.grain];
      readRollupPage(page.data, slot, (_, place, addTo) => {
        const at = page.fromAt + place * stepMs;
        if (at >= fromAt && at < toAt) found.rollups.push({ at, addTo });
      });
    }
  }
  head.eachTickOf(seriesId, add);
  found.rollups.sort((a, b) => a.at - b.at);
  if (!ordered) {
    const { ats, values } = found;
    const order = Array.from(ats.keys()).sort((a, b) => (ats[a] ?? 0) - (ats[b] ?? 0));
    found.ats = order.map((i) => ats[i] ?? 0);
    found.values = order.map((i) => values[i] ?? 0);
  }
  return found;
}

function samplePoint(fromAt: number, value: number): Point {
  return { fromAt, min: value, p50: value, p95: value, max: value, count: 1 };
}

function buckets({ ats, values, rollups }: Found, fromAt: number, widthMs: number, scale: number): Point[] {
  const answer: Point[] = [];
  const sketch = new QuantileSketch();
  let sample = 0;
  let rollup = 0;
  while (sample < ats.length || rollup < rollups.length) {
    const firstAt = Math.min(ats[sample] ?? Number.POSITIVE_INFINITY, rollups[rollup]?.at ?? Number.POSITIVE_INFINITY);
    const bucketAt = fromAt + Math.floor((firstAt - fromAt) / widthMs) * widthMs;
    const endAt = bucketAt + widthMs;
    const firstSample = sample;
    const firstRollup = rollup;
    while (sample < ats.length && (ats[sample] ?? 0) < endAt) sample++;
    while (rollup < rollups.length && (rollups[rollup]?.at ?? 0) < endAt) rollup++;
    const samples = values.slice(firstSample, sample);
    if (rollup === firstRollup) {
      answer.push(exact(samples, bucketAt, scale));
    } else {
      sketch.reset();
      for (const { addTo } of rollups.slice(firstRollup, rollup)) addTo(sketch);
      for (const value of samples) sketch.add(value);
      answer.push(estimated(sketch, bucketAt, scale));
    }
  }
  return answer;
}

/** Figures of plain samples, by nearest rank. */
function exact(samples: number[], fromAt: number, scale: number): Point {
  const sorted = sort(samples);
  const at = (q: number) => (sorted[Math.max(1, Math.ceil(q * sorted.length)) - 1] ?? 0) / scale;
  return { fromAt, min: at(0), p50: at(0.5), p95: at(0.95), max: at(1), count: sorted.length };
}

/** Sorts in place, ascending: a bucket mostly holds a handful of numbers, for which insertion is several times faster. */
function sort(values: number[]): number[] {
  if (values.length > 40) return values.sort((a, b) => a - b);
  for (let i = 1; i < values.length; i++) {
    const value = values[i] ?? 0;
    let place = i;
    for (; place > 0 && (values[place - 1] ?? 0) > value; place--) values[place] = values[place - 1] ?? 0;
    values[place] = value;
  }
  return values;
}

/** Figures where at least one roll-up is among them: exact but for the quantiles, which are within 1 %. */
function estimated(sketch: QuantileSketch, fromAt: number, scale: number): Point {
  const at = (q: number) => (sketch.quantile(q) ?? 0) / scale;
  const { min, max, count } = sketch;
  return { fromAt, min: min / scale, p50: at(0.5), p95: at(0.95), max: max / scale, count };
}
