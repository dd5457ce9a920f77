import { describe, expect, it } from 'vitest';
import type { ApiTransition, Series } from '#lib/api/series.ts';
import { describeSeries } from './describe.ts';
import { emptyHistory, inferredSince } from './direction-history.ts';
import { eventsOf, leadOf } from './events.ts';
import { gapsIn, measurementsOf, NO_MEASUREMENTS } from './measurements.ts';
import { rangeOf } from './range.ts';
import { readingAt } from './reading.ts';
import { sizeRemark } from './size-panel.tsx';
import { areaPath, gapsOf, linePaths, lossClass, type Point, pointAt, runsOf } from './smoke.ts';
import { laneSpans, statusSpans } from './status-spans.ts';
import { stepRows } from './step-rows.ts';
import { timeAt, timeTicks, timeX } from './time-axis.ts';
import { valueAxis, valueY } from './value-axis.ts';

const START = Date.UTC(2026, 10, 27, 8, 41);
const MINUTE = 60_000;
const period = { fromAt: START, toAt: START + 60 * MINUTE };
const at = (minute: number) => START + minute * MINUTE;
const point = (minute: number, p50 = 24): Point => ({ at: at(minute), min: p50 - 1, p50, p95: p50 + 1, max: p50 + 2 });

function transition(
  minute: number,
  subject: string,
  status: ApiTransition['status'],
  rest: Partial<ApiTransition> = {},
) {
  const words = { id: 'w', params: {}, text: `${status} words` };
  return {
    at: new Date(at(minute)).toISOString(),
    subject,
    status,
    conflict: false,
    ownerLayer: null,
    words,
    reason: null,
    ...rest,
  };
}

describe('time axis', () => {
  it('places instants and finds them again in whole seconds', () => {
    expect(timeX(at(30), period, 52, 600)).toBe(352);
    expect(timeAt(352.4, period, 52, 600)).toBe(at(30) + 2000);
    expect(timeAt(-500, period, 52, 600)).toBe(period.fromAt);
    expect(timeAt(5000, period, 52, 600)).toBe(period.toAt);
  });

  it('puts ticks at round instants, and names days where a day begins', () => {
    expect(timeTicks(period, 5).map((tick) => tick.label)).toEqual(['08:45', '09:00', '09:15', '09:30']);
    const week = { fromAt: START - 7 * 86_400_000, toAt: START };
    expect(timeTicks(week, 7).map((tick) => tick.label)).toContain('24 Nov');
    expect(timeTicks(week, 7).length).toBeLessThanOrEqual(8);
  });
});

describe('value axis', () => {
  it('has round ticks around the values', () => {
    expect(valueAxis([23.4, 43.7], 4)).toEqual({ low: 20, high: 50, ticks: [20, 30, 40, 50] });
    expect(valueAxis([0.3, 24.6], 3, true).ticks).toEqual([0, 20, 40]);
  });

  it('stays usable for one value and for none', () => {
    const one = valueAxis([24], 4);
    expect(one.low).toBeLessThanOrEqual(24);
    expect(one.high).toBeGreaterThan(24);
    expect(valueAxis([], 4).ticks).toEqual([]);
  });

  it('is upside down on screen and keeps what is outside at the edge', () => {
    const y = valueY({ low: 0, high: 10 }, 100, 50);
    expect([y(0), y(5), y(10), y(99)]).toEqual([150, 125, 100, 100]);
  });
});

describe('runs and gaps', () => {
  const points = [point(0), point(1), point(2), point(9), point(10)];
  const runs = runsOf(points, 2 * MINUTE);

  it('never joins across a gap', () => {
    expect(runs.map((run) => run.length)).toEqual([3, 2]);
    const path = areaPath(
      runs[0] ?? [],
      'min',
      'max',
      MINUTE,
      (time) => time - START,
      (value) => value,
    );
    expect(path.match(/M/g)).toHaveLength(1);
    expect(path).not.toContain(String(9.5 * MINUTE));
  });

  it('says where nothing was measured, also at the ends', () => {
    const gaps = gapsOf(runs, period, MINUTE, 2 * MINUTE);
    expect(gaps).toEqual([
      { fromAt: at(3), toAt: at(9) },
      { fromAt: at(11), toAt: period.toAt },
    ]);
    expect(gapsOf([], period, MINUTE, 2 * MINUTE)).toEqual([period]);
  });

  it('calls nothing a gap before the answer is here', () => {
    expect(gapsIn(NO_MEASUREMENTS, period)).toEqual([]);
    expect(gapsIn({ ...NO_MEASUREMENTS, read: true }, period)).toEqual([period]);
  });

  it('reads no value in a gap', () => {
    expect(pointAt(points, at(2.5), 2 * MINUTE)?.at).toBe(at(2));
    expect(pointAt(points, at(6), 2 * MINUTE)).toBeUndefined();
  });

  it('keeps a measurement that is rarer than the buckets in one piece', () => {
    const answer: Series = {
      subject: 'direction/a>b',
      metric: 'mtuBytes',
      from: '',
      to: '',
      stepMs: MINUTE,
      points: [0, 5, 10].map((minute) => ({
        ...point(minute, 1438),
        at: new Date(at(minute)).toISOString(),
        count: 1,
      })),
      complete: true,
      reason: null,
    };
    const size = measurementsOf(answer);
    expect(runsOf(size.points, size.holdMs)).toHaveLength(1);
    const quick = measurementsOf({ ...answer, metric: 'rttMs' });
    expect(runsOf(quick.points, quick.holdMs)).toHaveLength(3);
  });
});

describe('smoke', () => {
  it('thickens exactly where packets were lost', () => {
    const run = [point(0), point(1), point(2), point(3)];
    const paths = linePaths(
      run,
      (spot) => lossClass(spot.at === at(2) ? 0.3 : 0),
      MINUTE,
      (time) => time,
      (value) => value,
    );
    expect(paths.map(({ loss }) => loss)).toEqual(['none', 'heavy', 'none']);
    expect([0, null, 0.199, 0.2, 1].map(lossClass)).toEqual(['none', 'none', 'some', 'heavy', 'heavy']);
  });

  it('draws a lonely point as wide as its bucket', () => {
    const path = linePaths(
      [point(3)],
      () => 'none',
      MINUTE,
      (time) => (time - START) / MINUTE,
      (value) => value,
    )[0]?.path;
    expect(path).toBe('M3 24H4');
  });

  it('ends every figure where its class or its run ends', () => {
    const rows = stepRows(
      [[point(0, 0.1), point(1, 0.5)]],
      (spot) => ({ key: spot.p50 < 0.2 ? 'some' : 'heavy', value: spot.p50 }),
      (last) => last.at + MINUTE,
    );
    expect(rows).toEqual([
      { at: at(0), some: 0.1 },
      { at: at(1), some: 0.1, heavy: 0.5 },
      { at: at(1), heavy: 0.5 },
      { at: at(2), heavy: 0.5 },
      { at: at(2) },
    ]);
  });
});

describe('lanes and events', () => {
  const transitions = [
    transition(-30, 'direction/a>b', 'up'),
    transition(20, 'direction/a>b', 'down', { conflict: true }),
    transition(20, 'layer/a>b/path', 'down', { words: { id: 'p', params: {}, text: 'uploads: 0 of 30' } }),
    transition(20, 'link/a~b', 'down'),
    transition(50, 'direction/a>b', 'unknown', { reason: 'not-watched', words: null }),
  ];

  it('begins a lane before the period and ends it at its edge', () => {
    const spans = statusSpans(transitions, 'direction/a>b', period);
    expect(spans.map(({ mark }) => mark)).toEqual(['up', 'down', 'unknown']);
    expect(laneSpans(spans, period)[1]).toEqual({ start: 20 / 60, end: 50 / 60, mark: 'down' });
    expect(statusSpans(transitions, 'direction/b>a', period)).toEqual([]);
  });

  it('numbers what changed inside the period, and counts a link not twice', () => {
    const events = eventsOf(transitions, period, MINUTE);
    expect(events.map((event) => [event.number, event.changes.length])).toEqual([
      [1, 2],
      [2, 1],
    ]);
    expect(leadOf(events[1] ?? { number: 0, at: 0, changes: [] })?.text).toBe('not watched');
  });
});

describe('words for charts', () => {
  it('tells a screen reader the extremes and the gaps', () => {
    const points = [point(0), { ...point(1), max: 43 }, point(9)];
    const text = describeSeries('Round trip', points, [{ fromAt: at(2), toAt: at(9) }], period, (ms) => `${ms} ms`);
    expect(text).toBe('Round trip: lowest 23 ms at 08:41, highest 43 ms at 08:42, last 24 ms; no data 08:43 to 08:50.');
    expect(describeSeries('Round trip', [], [], period, String)).toBe('Round trip: no data.');
  });

  it('reads every chart at the cursor, and never invents a value', () => {
    const sizes = { points: [point(0, 1438), point(40, 1438)], read: true, stepMs: MINUTE, holdMs: 15 * MINUTE };
    const history = { ...emptyHistory('a', 'b'), size: sizes, sizeBasis: 'inferred' as const, inferredFromAt: at(40) };
    expect(sizeRemark(history)).toMatch(/^since .* inferred from full-size transfers$/);
    expect(sizeRemark({ ...history, sizeBasis: 'measured', inferredFromAt: null })).toBe('now by echo there and back');
    // Nobody knows it now, and how it was known is not kept.
    expect(sizeRemark({ ...history, sizeBasis: null, inferredFromAt: null })).toBe('');
    expect(readingAt(history, at(41))).toMatchObject({ size: '1,438 B, inferred', rtt: 'no data', status: 'no data' });
    expect(readingAt(history, at(1)).size).toBe('1,438 B');
    expect(readingAt(history, at(30)).size).toBe('no data');
  });

  it('dates an inference by the value that it stands for', () => {
    const size = {
      points: [point(0, 1380), point(5, 1438), point(10, 1438)],
      read: true,
      stepMs: MINUTE,
      holdMs: 15 * MINUTE,
    };
    expect(inferredSince(size, 'inferred')).toBe(at(5));
    expect(inferredSince(size, 'measured')).toBeNull();
  });

  it('takes an unknown range for an hour', () => {
    expect(rangeOf('24h').label).toBe('24 h');
    expect(rangeOf('<script>').id).toBe('1h');
  });
});
