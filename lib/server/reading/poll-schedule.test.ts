import { beforeEach, describe, expect, it } from 'vitest';
import type { Poll } from '#lib/collectors/collector.ts';
import { VirtualClock } from '#lib/model/clock.ts';
import { PollSchedule } from './poll-schedule.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const BUDGET = 10;

let clock: VirtualClock;
let asked: string[];
let load: number;
let schedule: PollSchedule;

beforeEach(() => {
  clock = new VirtualClock(NOW);
  asked = [];
  load = 1;
  schedule = new PollSchedule({
    clock,
    random: () => 0.5,
    budgetPerSecond: BUDGET,
    loadStretch: () => load,
    inTurn: (piece) => piece(),
    ask: async (poll) => {
      asked.push(poll.key);
      return { key: poll.key, at: clock.now(), durationMs: 1, result: { ok: true, status: 200, body: '' } };
    },
    answered: () => {},
  });
  schedule.resume();
});

function polls(count: number, everyMs: number, budgeted = true): Poll[] {
  return Array.from({ length: count }, (_, at) => ({
    key: `${budgeted ? 'probe' : 'own'}-${at}`,
    everyMs,
    deadlineMs: 1000,
    budgeted,
    ask: { kind: 'get', path: '/' },
  }));
}

/** How many were asked in the next seconds; answers come at once. */
async function count(seconds: number): Promise<number> {
  asked.length = 0;
  for (let step = 0; step < seconds * 10; step++) {
    clock.advance(100);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return asked.length;
}

describe('the budget of a cluster', () => {
  it('is never passed in the long run, however much is new', async () => {
    schedule.update('probes', polls(2000, 10_000));
    const start = await count(20);
    expect(start).toBeGreaterThan(BUDGET * 20);
    expect(start).toBeLessThanOrEqual(BUDGET * (20 + 10));
    expect(await count(20)).toBeLessThanOrEqual(BUDGET * 20 + 1);
    expect(schedule.stretch).toBeGreaterThan(20);
  });

  it('reaches everybody before anybody a second time', async () => {
    schedule.update('probes', polls(600, 10_000));
    await count(59);
    expect(new Set(asked).size).toBeGreaterThan(550);
    expect(asked.length).toBe(new Set(asked).size);
  });

  it('is smaller while our own machine cannot keep up', async () => {
    schedule.update('probes', polls(2000, 10_000));
    await count(30);
    load = 5;
    await count(5);
    expect(await count(20)).toBeLessThanOrEqual((BUDGET / 5) * 20 + 1);
  });

  it('does not hold up what is not budgeted', async () => {
    schedule.update('probes', polls(2000, 10_000));
    schedule.update('net', polls(3, 1000, false));
    await count(20);
    expect(asked.filter((key) => key.startsWith('own')).length).toBeGreaterThan(45);
  });

  it('leaves intervals alone that fit into it', async () => {
    schedule.update('probes', polls(50, 10_000));
    await count(10);
    expect(schedule.stretch).toBe(1);
    expect(await count(20)).toBeGreaterThanOrEqual(95);
  });
});
