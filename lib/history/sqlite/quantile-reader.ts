import type { QuantileAnswer, SeriesKey, Span } from '../store.ts';
import { type Head, HOUR_MS } from './head.ts';
import type { Page, PageReader } from './page-reader.ts';
import { QuantileSketch } from './quantile-sketch.ts';
import { readRawPage } from './raw-page.ts';
import { readRollupPage } from './rollup-page.ts';
import { MINUTE_MS } from './series-reader.ts';
import type { SeriesEntry } from './series-registry.ts';
import { GROUP_SIZE, groupOf, slotOf } from './slotted-page.ts';

/**
 * Quantiles of many series at once. Full hours come from the sketches of their hour pages; at the ends of the span the
 * finest page is read, so that only samples (or minutes, or at worst hours, that begin) inside it count.
 */
export function readQuantiles(
  wanted: readonly { readonly key: SeriesKey; readonly entry: SeriesEntry | undefined }[],
  span: Span,
  quantiles: readonly number[],
  head: Head,
  reader: PageReader,
): QuantileAnswer[] {
  const answers = wanted.map(({ key }): QuantileAnswer => {
    return { series: key, count: 0, min: null, max: null, values: quantiles.map(() => null) };
  });
  const places = Map.groupBy(wanted.keys(), (place) => {
    const entry = wanted[place]?.entry;
    return entry === undefined ? -1 : groupOf(entry.id);
  });
  const sketches = Array.from({ length: GROUP_SIZE }, () => new QuantileSketch());
  for (const [group, members] of places) {
    if (group < 0) continue;
    const slots = members.map((place) => slotOf(wanted[place]?.entry?.id ?? 0));
    const sketchOf = (slot: number) => sketches[slot];
    for (const slot of slots) sketchOf(slot)?.reset();
    addPages(group, slots, span, reader, sketchOf);
    for (const slot of new Set(slots)) {
      head.eachTickOf(group * GROUP_SIZE + slot, (at, value) => {
        if (at >= span.fromAt && at < span.toAt) sketchOf(slot)?.add(value);
      });
    }
    for (const place of members) {
      const { key, entry } = wanted[place] ?? {};
      const sketch = entry && sketchOf(slotOf(entry.id));
      if (key && sketch && sketch.count > 0) answers[place] = figures(key, entry.scale, sketch, quantiles);
    }
  }
  return answers;
}

type SketchOf = (slot: number) => QuantileSketch | undefined;

function addPages(group: number, slots: number[], span: Span, reader: PageReader, sketchOf: SketchOf): void {
  const only = slots.length === 1 ? (slots[0] ?? null) : null;
  const firstFull = Math.ceil(span.fromAt / HOUR_MS) * HOUR_MS;
  const endFull = Math.floor(span.toAt / HOUR_MS) * HOUR_MS;
  if (firstFull >= endFull) {
    for (const page of reader.finest(group, span)) addPage(page, only, span, sketchOf);
    return;
  }
  for (const page of reader.hours(group, { fromAt: firstFull, toAt: endFull })) {
    if (page.fromAt >= firstFull) addPage(page, only, span, sketchOf);
  }
  for (const end of [
    { fromAt: span.fromAt, toAt: firstFull },
    { fromAt: endFull, toAt: span.toAt },
  ]) {
    if (end.fromAt === end.toAt) continue;
    for (const page of reader.finest(group, end)) addPage(page, only, end, sketchOf);
  }
}

function addPage(page: Page, only: number | null, { fromAt, toAt }: Span, sketchOf: SketchOf): void {
  if (page.grain === 'raw') {
    readRawPage(page.data, only, (slot, instants, values, count) => {
      const sketch = sketchOf(slot);
      for (let i = 0; i < count; i++) {
        const at = instants[i] ?? 0;
        if (at >= fromAt && at < toAt) sketch?.add(values[i] ?? 0);
      }
    });
    return;
  }
  const stepMs = page.grain === 'minute' ? MINUTE_MS : HOUR_MS;
  readRollupPage(page.data, only, (slot, place, addTo) => {
    const sketch = sketchOf(slot);
    const at = page.fromAt + place * stepMs;
    if (sketch && at >= fromAt && at < toAt) addTo(sketch);
  });
}

function figures(
  series: SeriesKey,
  scale: number,
  sketch: QuantileSketch,
  quantiles: readonly number[],
): QuantileAnswer {
  const { count, min, max } = sketch;
  const values = quantiles.map((q) => (sketch.quantile(q) ?? 0) / scale);
  return { series, count, min: min / scale, max: max / scale, values };
}
