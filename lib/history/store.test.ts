import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HistoryStore, SeriesKey } from './store.ts';
import { rtt, START, stores, tick, verdict } from './store-cases.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe.each(stores)('history in $name', ({ open }) => {
  let folder: string;
  let store: HistoryStore;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'causeway-history-'));
    store = open(folder);
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });
  const reopen = async (limits?: Parameters<typeof open>[1]) => {
    await store.close();
    store = open(folder, limits);
  };
  /** A series at `stepMs` from START on; `value` may leave gaps by answering null. */
  const fill = (untilAt: number, stepMs: number, value: (at: number) => number | null, name = 'a>b rttMs') =>
    store.load(
      (function* () {
        for (let at = START; at < untilAt; at += stepMs) yield tick(at, { [name]: value(at) });
      })(),
    );
  const ageAll = async (now: number) => {
    let report = await store.retain(now);
    while (report.pending) report = await store.retain(now);
    return report;
  };

  it('is empty at first', async () => {
    expect(await store.lastCommittedAt()).toBeNull();
    expect(await store.series({ ...rtt, fromAt: START, toAt: START + HOUR, points: 10 })).toEqual({
      widthMs: 0,
      points: [],
    });
    expect(await store.quantiles([rtt], { fromAt: START, toAt: START + HOUR }, [0.5])).toEqual([
      { series: rtt, count: 0, min: null, max: null, values: [null] },
    ]);
    expect(await store.stateAt(START)).toEqual([]);
    expect(await store.getMeta('positions')).toBeUndefined();
  });

  it('gives samples back exactly, before and after sealing and a restart; gaps stay gaps', async () => {
    const values = (i: number) => ({
      'a>b rttMs': i % 7 === 0 ? null : 12 + (i % 100) / 1_000,
      'a>b lossRatio': i % 3 === 0 ? (i % 30) / 30 : null,
      'a~b mtuBytes': 1_500,
      ...(i > 500 ? { 'late rttMs': i } : {}),
    });
    const expected: Record<string, [number, number][]> = {};
    const ticks = Array.from({ length: 900 }, (_, i) => tick(START + i * 10_000 + (i % 13), values(i)));
    for (const { at, samples } of ticks) {
      for (const { series, value } of samples) {
        const name = `${series.subject} ${series.metric}`;
        expected[name] ??= [];
        if (value !== null) expected[name].push([at, value]);
      }
    }
    await store.load(ticks.slice(0, 850));
    for (const one of ticks.slice(850)) await store.commit(one);
    for (let round = 0; round < 2; round++) {
      for (const [name, samples] of Object.entries(expected)) {
        const [subject = '', metric = ''] = name.split(' ');
        const answer = await store.series({ subject, metric, fromAt: START, toAt: START + DAY, points: 2_000 });
        const exactTo = metric === 'lossRatio' ? 5e-7 : 0;
        expect(answer.widthMs).toBe(0);
        expect(answer.points.map((point) => point.fromAt)).toEqual(samples.map(([at]) => at));
        for (const [i, point] of answer.points.entries()) {
          expect(Math.abs(point.max - (samples[i]?.[1] ?? Number.NaN))).toBeLessThanOrEqual(exactTo);
        }
      }
      expect(await store.lastCommittedAt()).toBe(ticks.at(-1)?.at);
      await reopen();
    }
    expect((await store.stats()).rawPages).toBeGreaterThan(0);
    const prefixed = await store.seriesKeys({ subjectPrefix: 'a', metric: 'rttMs' });
    expect(prefixed).toEqual([rtt]);
  });

  it('down-samples without losing a spike, and leaves empty buckets out', async () => {
    const spikeAt = START + 5 * HOUR + 1_230_000;
    const quiet = (at: number) => at >= START + 10 * HOUR && at < START + 11 * HOUR;
    await fill(START + DAY, 10_000, (at) => (quiet(at) ? null : at === spikeAt ? 999 : 20 + (at % 70_000) / 70_000));
    const answer = await store.series({ ...rtt, fromAt: START, toAt: START + DAY, points: 96 });
    expect(answer.widthMs).toBe(15 * MINUTE);
    expect(answer.points).toHaveLength(92);
    expect(answer.points.some((point) => quiet(point.fromAt))).toBe(false);
    const spiked = answer.points.filter((point) => point.max === 999);
    expect(spiked.map((point) => point.fromAt)).toEqual([START + 5 * HOUR + 15 * MINUTE]);
    expect(spiked[0]).toMatchObject({ count: 90, min: 20 });
    expect(spiked[0]?.p95).toBeLessThan(21);
    expect(answer.points.reduce((sum, point) => sum + point.count, 0)).toBe(23 * 360);
  });

  it('answers quantiles of many series within 1 %, the ends of the span exactly', async () => {
    const series = Array.from({ length: 70 }, (_, i): SeriesKey => ({ subject: `s${i}`, metric: 'rttMs' }));
    const value = (i: number, k: number) => (i + 1) * (1 + ((k * 7919) % 1_000) / 1_000);
    await store.load(
      Array.from({ length: 1_000 }, (_, k) => ({
        at: START + k * 10_000,
        samples: series.map((key, i) => ({ series: key, value: value(i, k) })),
        transitions: [],
      })),
    );
    const [first, last] = [100, 899];
    const span = { fromAt: START + first * 10_000, toAt: START + (last + 1) * 10_000 };
    const answers = await store.quantiles(
      [...series, { subject: 'none', metric: 'rttMs' }, rtt, ...series.slice(3, 4)],
      span,
      [0.5, 0.95],
    );
    expect(answers).toHaveLength(73);
    for (const [i, answer] of answers.slice(0, 70).entries()) {
      const exact = Array.from({ length: last - first + 1 }, (_, k) => value(i, k + first)).sort((a, b) => a - b);
      expect(answer.count).toBe(exact.length);
      expect(answer.max).toBeCloseTo(exact.at(-1) ?? 0, 3);
      for (const [place, q] of [0.5, 0.95].entries()) {
        const truth = exact[Math.ceil(q * exact.length) - 1] ?? 0;
        expect(Math.abs((answer.values[place] ?? 0) - truth)).toBeLessThan(truth * 0.0101);
      }
    }
    expect(answers[70]?.count).toBe(0);
    expect(answers[72]).toEqual(answers[3]);
  });

  it('keeps raw samples, then minutes, then hours, and says what it dropped', async () => {
    await reopen({ rawForMs: DAY, minutesForMs: 3 * DAY });
    const end = START + 5 * DAY;
    await fill(end, 30_000, (at) => (at === START + HOUR + 90_000 ? 777 : at === end - 2 * DAY ? 555 : 20));
    const first = await store.retain(end);
    expect(first).toMatchObject({ reason: 'age', pending: true, rawToMinutes: 4 });
    await ageAll(end);
    const stats = await store.stats();
    expect(stats.oldestHourAt).toBe(START);
    expect(stats.oldestMinuteAt).toBe(end - 3 * DAY);
    expect(stats.oldestRawAt).toBe(end - DAY);
    expect(await store.retain(end)).toMatchObject({ reason: null, rawToMinutes: 0, minutesDropped: 0, pending: false });

    const year = await store.series({ ...rtt, fromAt: START, toAt: end, points: 1_000 });
    expect(year.widthMs).toBe(HOUR);
    expect(year.points).toHaveLength(120);
    expect(year.points[1]).toMatchObject({ fromAt: START + HOUR, min: 20, max: 777, count: 120 });
    expect(Math.abs((year.points[1]?.p95 ?? 0) - 20)).toBeLessThanOrEqual(0.2);
    const days = await store.series({ ...rtt, fromAt: end - 2 * DAY, toAt: end, points: 100_000 });
    expect(days.widthMs).toBe(MINUTE);
    expect(days.points).toHaveLength(2 * 24 * 60);
    expect(days.points[0]).toMatchObject({ max: 555, min: 20, count: 2 });
    const hours = await store.series({ ...rtt, fromAt: end - HOUR, toAt: end, points: 200 });
    expect(hours).toMatchObject({ widthMs: 0 });
    expect(hours.points).toHaveLength(120);
    const [answer] = await store.quantiles([rtt], { fromAt: START, toAt: end }, [0.5, 1]);
    expect(answer).toMatchObject({ count: 5 * 24 * 120, values: [expect.closeTo(20, 0), 777] });
  });

  it('keeps to its budget of bytes: raw samples go first, then minutes, never hours or transitions', async () => {
    const noisy = (at: number) => 20 + (((at / 1_000) * 7919) % 13.777);
    await store.commit(tick(START, {}, [verdict(START, 'a>b', { status: 'up' })]));
    await fill(START + 2 * DAY, 5_000, noisy);
    const before = await store.stats();
    await reopen({ maxBytes: before.bytes - 20_000 });
    const report = await store.retain(START + 2 * DAY);
    expect(report).toMatchObject({ reason: 'bytes', minutesDropped: 0 });
    expect(report.rawToMinutes).toBeGreaterThan(0);
    expect(report.rawBefore).toBeGreaterThan(START);
    await reopen({ maxBytes: 1 });
    const last = await ageAll(START + 2 * DAY);
    expect(last.overBudget).toBe(true);
    const after = await store.stats();
    expect([after.rawPages, after.minutePages]).toEqual([0, 0]);
    expect([after.hourPages, after.transitions]).toEqual([before.hourPages, 1]);
    expect(after.bytes).toBeLessThan(before.bytes);
  });

  it('rebuilds the state at any instant', async () => {
    const up = { status: 'up', words: { id: 'fine', params: { peers: 2 }, text: 'all “fine”' } };
    const down = { status: 'down', conflict: true };
    await store.commit(tick(START, {}, [verdict(START, 'a>b', up), verdict(START, 'b>a', up)]));
    await store.commit(
      tick(START + 10, {}, [verdict(START + 10, 'a>b', down), { ...verdict(START + 10, 'a>b', 1), kind: 'finding' }]),
    );
    await store.commit(tick(START + 20, {}, [verdict(START + 20, 'b>a', null)]));
    await reopen();
    expect(await store.stateAt(START - 1)).toEqual([]);
    expect(await store.stateAt(START + 9, { kind: 'verdict' })).toEqual([
      verdict(START, 'a>b', up),
      verdict(START, 'b>a', up),
    ]);
    expect(await store.stateAt(START + 10, { kind: 'verdict', subjectPrefix: 'a>' })).toEqual([
      verdict(START + 10, 'a>b', down),
    ]);
    expect((await store.stateAt(START + 20)).map((row) => [row.kind, row.subject])).toEqual([
      ['finding', 'a>b'],
      ['verdict', 'a>b'],
    ]);
    const answer = await store.transitions({ kind: 'verdict', fromAt: START + 5, toAt: START + 20 });
    expect(answer).toEqual({
      before: [verdict(START, 'a>b', up), verdict(START, 'b>a', up)],
      transitions: [verdict(START + 10, 'a>b', down)],
      more: false,
    });
    const cut = await store.transitions({ subject: 'a>b', fromAt: START - 1, toAt: START + 99, limit: 2 });
    expect(cut.transitions.map((row) => row.at)).toEqual([START, START + 10]);
    expect(cut.more).toBe(true);
  });

  it('loses nothing when the clock jumps, and what was written last is the state now', async () => {
    await store.commit(tick(START, { 'a>b rttMs': 1 }, [verdict(START, 'a>b', 'up')]));
    const steps = [
      5 * HOUR,
      5 * HOUR + 1,
      HOUR,
      HOUR + 1,
      5 * HOUR,
      3 * HOUR,
      5 * HOUR + 1,
      0,
      9 * HOUR,
      0,
      1,
      400 * DAY,
      2,
    ];
    for (const [i, step] of steps.entries()) await store.commit(tick(START + step, { 'a>b rttMs': i + 2 }));
    await store.commit(tick(START + 6 * HOUR, {}, [verdict(START + 6 * HOUR, 'a>b', 'down')]));
    await store.commit(tick(START + 2 * HOUR, {}, [verdict(START + 2 * HOUR, 'a>b', 'degraded')]));
    for (let round = 0; round < 2; round++) {
      const answer = await store.series({ ...rtt, fromAt: START, toAt: START + 500 * DAY, points: 100_000 });
      const byTime = [0, ...steps].map((step, i) => [START + step, i + 1] as const).sort((a, b) => a[0] - b[0]);
      expect(answer.points.reduce((sum, point) => sum + point.count, 0)).toBe(byTime.length);
      const [figures] = await store.quantiles([rtt], { fromAt: START, toAt: START + 500 * DAY }, [1]);
      expect(figures).toMatchObject({ count: byTime.length, min: 1, max: byTime.length });
      const near = await store.series({ ...rtt, fromAt: START, toAt: START + 10 * HOUR, points: 1_000 });
      expect(near.points.map((point) => [point.fromAt, point.max])).toEqual(
        byTime.slice(0, -1).map(([at, value]) => [at, value]),
      );
      for (const [step, state] of [
        [HOUR, 'up'],
        [2 * HOUR, 'degraded'],
        [6 * HOUR, 'degraded'],
        [99 * DAY, 'degraded'],
      ] as const) {
        expect((await store.stateAt(START + step)).map((row) => row.state)).toEqual([state]);
      }
      expect(await store.lastCommittedAt()).toBe(START + 2 * HOUR);
      await reopen();
    }
    expect((await store.stats()).transitions).toBe(3);
  });

  it('takes hostile names, numbers and documents', async () => {
    const subject = `'"; DROP TABLE series; -- \u202e\u0000 <b>\n\ud800 ${'x'.repeat(250)}%_*`;
    const state = { words: subject, deep: [1, [null, { '\u0000': true }]] };
    await store.commit(tick(START, { 'a>b rttMs': 5 }));
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, -1e300, 3, -0.0004]) {
      await store.commit({
        at: START + 1,
        samples: [{ series: { subject, metric: 'rttMs' }, value }],
        transitions: [verdict(START, subject, state)],
      });
    }
    await store.setMeta(subject, state);
    await store.setMeta('positions', { a: [1, 2] });
    await store.setMeta('positions', null);
    await reopen();
    const answer = await store.series({ subject, metric: 'rttMs', fromAt: START, toAt: START + 2, points: 10 });
    expect(answer.points.map((point) => point.max)).toEqual([3, 0]);
    expect(await store.stateAt(START, { subject })).toEqual([verdict(START, subject.toWellFormed(), state)]);
    expect(await store.stateAt(START, { subjectPrefix: subject.slice(0, 40) })).toHaveLength(1);
    expect(await store.stateAt(START, { subjectPrefix: '%' })).toHaveLength(0);
    expect(await store.getMeta(subject)).toEqual(state);
    expect(await store.getMeta('positions')).toBeNull();
  });
});
