import { expect, it } from 'vitest';
import { VirtualClock } from '#lib/model/clock.ts';
import { Turns } from './turns.ts';

/** Turns over a clock that only moves when work costs time; `ran` says what began when, milliseconds from the start. */
function open() {
  const clock = new VirtualClock();
  const turns = new Turns(clock);
  const ran: [name: string, at: number][] = [];
  /** Asks for a piece of work that costs `ms`. */
  const ask = (name: string, ms: number, then: () => void = () => {}) =>
    turns.take(() => {
      ran.push([name, clock.now()]);
      clock.advance(ms);
      then();
    });
  return { clock, turns, ran, ask };
}

it('runs nothing before whoever asks has finished, then everything in the order of asking', () => {
  const { clock, ran, ask } = open();
  for (const name of ['a', 'b', 'c']) ask(name, 1);
  expect(ran).toEqual([]);
  clock.advance(10);
  expect(ran).toEqual([
    ['a', 0],
    ['b', 1],
    ['c', 2],
  ]);
});

it('takes half of the time at most: as long as a slice took is left to others', () => {
  const { clock, ran, ask } = open();
  for (const name of ['a', 'b', 'c', 'd', 'e']) ask(name, 8);
  ask('long', 100);
  ask('last', 1);
  clock.advance(1000);
  expect(ran).toEqual([
    ['a', 0],
    ['b', 8],
    ['c', 16],
    ['d', 48],
    ['e', 56],
    ['long', 64],
    ['last', 280],
  ]);
});

it('runs what a piece asks for after those that wait already', () => {
  const { clock, ran, ask } = open();
  ask('a', 1, () => ask('again', 1));
  ask('b', 1);
  clock.advance(10);
  expect(ran.map(([name]) => name)).toEqual(['a', 'b', 'again']);
});

it('lets long work wait for everything else, and never for good', () => {
  const { clock, turns, ran, ask } = open();
  const patiently = (name: string, ms: number) =>
    turns.takePatiently(() => {
      ran.push([name, clock.now()]);
      clock.advance(ms);
    });
  for (const name of ['first', 'second', 'third']) patiently(name, 12);
  for (const name of ['a', 'b', 'c', 'd']) ask(name, 4);
  clock.advance(200);
  expect(ran.map(([name]) => name)).toEqual(['first', 'a', 'b', 'second', 'c', 'd', 'third']);
});

it('leaves others as little time as it is told to', () => {
  const clock = new VirtualClock();
  const turns = new Turns(clock, { rest: 0.1 });
  const ran: number[] = [];
  for (let index = 0; index < 3; index += 1)
    turns.take(() => {
      ran.push(clock.now());
      clock.advance(20);
    });
  clock.advance(100);
  expect(ran).toEqual([0, 22, 44]);
});

it('goes on behind a piece that throws', () => {
  const { clock, turns, ran, ask } = open();
  turns.take(() => {
    throw new Error('defect');
  });
  ask('next', 1);
  expect(() => clock.advance(0)).toThrow('defect');
  clock.advance(10);
  expect(ran.map(([name]) => name)).toEqual(['next']);
});

it('runs nothing once it is stopped, whenever it was asked', () => {
  const { clock, turns, ran, ask } = open();
  ask('before', 1);
  turns.stop();
  ask('after', 1);
  clock.advance(100);
  const other = open();
  other.ask('stops', 1, () => other.turns.stop());
  other.ask('waits', 1);
  other.clock.advance(100);
  other.ask('after', 1);
  other.clock.advance(100);
  const idle = open();
  idle.turns.stop();
  idle.ask('after', 1);
  idle.clock.advance(100);
  expect([ran, other.ran.map(([name]) => name), idle.ran]).toEqual([[], ['stops'], []]);
});
