import { expect, test } from 'vitest';
import { makeFleet } from './fleet.ts';
import { makePast, type PastTick, type PastTransition } from './past.ts';
import { makeEpisodes } from './past-episodes.ts';
import { applyScenario, loadScenario } from './scenario.ts';
import { World } from './world.ts';

const NOW = Date.UTC(2026, 10, 27, 9, 41, 7);
const DAYS = 30;
const world = new World(makeFleet(12, 1), NOW);
applyScenario(world, loadScenario('tour'), NOW, 1);

/** Runs through the whole past once, a day of raw samples included. */
function summary(seed: number) {
  let before = 0;
  let raw = 0;
  let samples = 0;
  const transitions: PastTransition[] = [];
  const wrong: string[] = [];
  const states = new Map<string, PastTransition>();
  // a verdict follows what was measured by up to half a minute: what a change soon explains is no contradiction
  let doubts: { direction: string; at: number; what: string }[] = [];
  const check = ({ at, samples: taken }: PastTick) => {
    for (const sample of taken) {
      const direction = `${sample.from}>${sample.to}`;
      const state = states.get(direction);
      if (!state || at - state.at < 40_000) continue;
      const doubt = (what: string) => doubts.push({ direction, at, what });
      if (state.words.id === 'past.outage' && (sample.rttMs !== null || sample.lossRatio === 0))
        doubt('rtt in an outage');
      if (state.words.id === 'past.black-hole' && sample.mtuBytes !== state.words.params.mtuBytes) doubt('size');
      if (state.words.id === 'past.not-watched') doubt('a sample that nobody took');
      if (state.status === 'up' && sample.rttMs === null) doubt('no rtt while up');
    }
  };
  const explain = (changes: PastTransition[]) => {
    for (const change of changes)
      doubts = doubts.filter(
        ({ direction, at }) => direction !== `${change.from}>${change.to}` || change.at - at > 40_000,
      );
  };
  for (const tick of makePast(world, { days: DAYS, now: NOW, seed })) {
    if (tick.at < before) wrong.push(`time goes back at ${tick.at}`);
    if (tick.samples.length > 0 && tick.at - before === 10_000) raw++;
    before = tick.at;
    explain(tick.transitions);
    samples += tick.samples.length;
    for (const change of tick.transitions) states.set(`${change.from}>${change.to}`, change);
    transitions.push(...tick.transitions);
    check(tick);
  }
  wrong.push(...doubts.map(({ direction, at, what }) => `${direction} at ${at}: ${what}`));
  return { transitions, samples, raw, wrong, states, lastAt: before };
}
const past = summary(1);

test('thirty days in order of time, raw only for the last day, samples that fit their transitions', () => {
  expect(past.wrong).toEqual([]);
  expect(past.transitions[0]?.at).toBe(Math.floor((NOW - DAYS * 86_400_000) / 60_000) * 60_000);
  expect(NOW - past.lastAt).toBeLessThanOrEqual(10_000);
  expect(past.raw).toBeGreaterThan(8500);
  expect(past.raw).toBeLessThan(8700);
  const ticks = 29 * 1440 + 8640;
  expect(past.samples / ticks / 113).toBeGreaterThan(0.99);
});

test('every kind of trouble happened, and no direction changes to what it was', () => {
  expect(new Set(past.transitions.map((change) => change.words.id))).toEqual(
    new Set([
      'direction.up.full',
      'direction.unknown',
      'direction.maintenance',
      'past.not-watched',
      'past.outage',
      'past.black-hole',
      'past.slow',
      'past.lossy',
    ]),
  );
  const last = new Map<string, string>();
  for (const change of past.transitions) {
    const key = `${change.from}>${change.to}`;
    expect(last.get(key)).not.toBe(`${change.status} ${change.words.text}`);
    last.set(key, `${change.status} ${change.words.text}`);
  }
});

test('it ends where the tour begins: 14 directions down, one link never known', () => {
  const ended = [...past.states.values()];
  expect(ended.filter(({ status }) => status === 'down')).toHaveLength(14);
  expect(ended.filter(({ conflict }) => conflict)).toHaveLength(12);
  expect(
    ended
      .filter(({ status }) => status === 'unknown')
      .map(({ from, to }) => `${from}>${to}`)
      .sort(),
  ).toEqual(['bru-ml>lej-scan', 'lej-scan>bru-ml']);
  expect(ended.filter(({ status }) => status === 'up')).toHaveLength(100);
});

test('the same seed is the same past, another one another', () => {
  const episodesOf = (seed: number) => [...makeEpisodes(world, { startAt: NOW - DAYS * 86_400_000, now: NOW, seed })];
  expect(episodesOf(2)).toEqual(episodesOf(2));
  expect(episodesOf(2)).not.toEqual(episodesOf(3));
});
