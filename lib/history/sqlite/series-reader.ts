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

/** Something that falls into a bucket: a sample, or the roll-up of a minute or an hour that begins at `at`. */
interface Item {
  readonly at: number;
  readonly value: number;
  readonly addTo: ((sketch: QuantileSketch) => void) | null;
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
  const items = pages.flatMap((page) => itemsOf(page, slotOf(entry.id)));
  head.eachTickOf(entry.id, (at, value) => items.push({ at, value, addTo: null }));
  const inside = items.filter((item) => item.at >= span.fromAt && item.at < span.toAt);
  inside.sort((a, b) => a.at - b.at);
  if (grainMs === 1 && inside.length <= points) {
    return { widthMs: 0, points: inside.map(({ at, value }) => samplePoint(at, value / entry.scale)) };
  }
  const widthMs = Math.ceil((span.toAt - span.fromAt) / points / grainMs) * grainMs;
  return { widthMs, points: buckets(inside, span.fromAt, widthMs, entry.scale) };
}

function outwards({ fromAt, toAt }: Span, grainMs: number): Span {
  return { fromAt: Math.floor(fromAt / grainMs) * grainMs, toAt: Math.ceil(toAt / grainMs) * grainMs };
}

function itemsOf(page: Page, slot: number): Item[] {
  const items: Item[] = [];
  if (page.grain === 'raw') {
    readRawPage(page.data, slot, (_, instants, values, count) => {
      for (let i = 0; i < count; i++) items.push({ at: instants[i] ?? 0, value: values[i] ?? 0, addTo: null });
    });
  } else {
    const stepMs = GRAIN_MS[page.grain];
    readRollupPage(page.data, slot, (_, place, addTo) => {
      items.push({ at: page.fromAt + place * stepMs, value: 0, addTo });
    });
  }
  return items;
}

function samplePoint(fromAt: number, value: number): Point {
  return { fromAt, min: value, p50: value, p95: value, max: value, count: 1 };
}

function buckets(items: readonly Item[], fromAt: number, widthMs: number, scale: number): Point[] {
  const answer: Point[] = [];
  const sketch = new QuantileSketch();
  for (let start = 0; start < items.length; ) {
    const bucketAt = fromAt + Math.floor(((items[start]?.at ?? 0) - fromAt) / widthMs) * widthMs;
    let end = start;
    while (end < items.length && (items[end]?.at ?? 0) < bucketAt + widthMs) end++;
    const bucket = items.slice(start, end);
    answer.push(
      bucket.some((item) => item.addTo) ? merged(bucket, bucketAt, sketch, scale) : exact(bucket, bucketAt, scale),
    );
    start = end;
  }
  return answer;
}

/** Figures of plain samples, by nearest rank. */
function exact(bucket: readonly Item[], fromAt: number, scale: number): Point {
  const sorted = bucket.map((item) => item.value).sort((a, b) => a - b);
  const at = (q: number) => (sorted[Math.max(1, Math.ceil(q * sorted.length)) - 1] ?? 0) / scale;
  return { fromAt, min: at(0), p50: at(0.5), p95: at(0.95), max: at(1), count: sorted.length };
}

/** Figures where at least one item is a roll-up: exact but for the quantiles, which are within 1 %. */
function merged(bucket: readonly Item[], fromAt: number, sketch: QuantileSketch, scale: number): Point {
  sketch.reset();
  for (const { value, addTo } of bucket) {
    if (addTo) addTo(sketch);
    else sketch.add(value);
  }
  const at = (q: number) => (sketch.quantile(q) ?? 0) / scale;
  const { min, max, count } = sketch;
  return { fromAt, min: min / scale, p50: at(0.5), p95: at(0.95), max: max / scale, count };
}
