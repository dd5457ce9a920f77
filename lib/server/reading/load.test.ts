import { expect, it } from 'vitest';
import { VirtualClock } from '#lib/model/clock.ts';
import { Load } from './load.ts';
import { PollSchedule } from './poll-schedule.ts';

it('stretches intervals while the thread is too busy, within limits, and lets go when it has time again', () => {
  let busy = 0.95;
  const load = new Load(() => busy);
  load.look(0);
  expect(load.stretch).toBe(1);
  load.look(5000);
  load.look(6000);
  expect(load.stretch).toBeCloseTo(1.3);
  for (let at = 10_000; at < 200_000; at += 5000) load.look(at);
  expect(load.stretch).toBe(10);
  busy = 0.7;
  load.look(200_000);
  expect(load.stretch).toBe(10);
  busy = 0.2;
  for (let at = 205_000; at < 400_000; at += 5000) load.look(at);
  expect(load.stretch).toBe(1);
});

it('counts for budgeted calls only, and who waits longest is asked first', async () => {
  const clock = new VirtualClock(0);
  const asked: string[] = [];
  const schedule = new PollSchedule({
    clock,
    random: () => 0.5,
    budgetPerSecond: 10,
    loadStretch: () => 4,
    inTurn: (piece) => piece(),
    ask: async ({ key }) => {
      asked.push(key);
      return { key, at: clock.now(), durationMs: 1, result: { ok: true, status: 200, body: '' } };
    },
    answered: () => {},
  });
  const poll = (key: string, budgeted: boolean) => ({
    key,
    everyMs: 1000,
    deadlineMs: 1000,
    budgeted,
    ask: { kind: 'get', path: '/' } as const,
  });
  schedule.update('probes', [poll('probe', true), poll('own', false)]);
  expect(schedule.stretch).toBe(4);
  schedule.resume();
  for (let step = 0; step < 50; step++) {
    clock.advance(200);
    await Promise.resolve();
    await Promise.resolve();
  }
  const count = (key: string) => asked.filter((one) => one === key).length;
  expect(count('own')).toBeGreaterThanOrEqual(8);
  expect(count('probe')).toBeLessThanOrEqual(3);
  expect(count('probe')).toBeGreaterThan(1);
  schedule.pause();
});

it('asks every question in its turn where more are due than may be asked at once', async () => {
  const clock = new VirtualClock(0);
  const asked = new Set<string>();
  const answers: (() => void)[] = [];
  const schedule = new PollSchedule({
    clock,
    random: () => 0,
    budgetPerSecond: 1000,
    loadStretch: () => 1,
    inTurn: (piece) => piece(),
    ask: ({ key }) => {
      asked.add(key);
      const answer = { key, at: clock.now(), durationMs: 1, result: { ok: true as const, status: 200, body: '' } };
      return new Promise((resolve) => answers.push(() => resolve(answer)));
    },
    answered: () => {},
  });
  const polls = Array.from({ length: 60 }, (_, index) => ({
    key: `peer-${index}/icmp`,
    everyMs: 200,
    deadlineMs: 1000,
    budgeted: true,
    ask: { kind: 'get', path: '/' } as const,
  }));
  schedule.update('probes', polls);
  schedule.resume();
  for (let step = 0; step < 6; step++) {
    for (const answer of answers.splice(0)) answer();
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(200);
  }
  expect(asked.size).toBe(60);
  schedule.pause();
});
