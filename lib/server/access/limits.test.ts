import { expect, it } from 'vitest';
import { VirtualClock } from '#lib/model/clock.ts';
import { CallLimit, OpenLimit } from './limits.ts';

it('gives an address so many calls at once, then so many a second, and others theirs', () => {
  const clock = new VirtualClock(1_000_000);
  const limit = new CallLimit(clock, { atOnce: 5, perSecond: 2 });
  const take = (address: string, times: number) => Array.from({ length: times }, () => limit.take(address));
  expect(take('a', 7)).toEqual([0, 0, 0, 0, 0, 1, 1]);
  expect(take('b', 2)).toEqual([0, 0]);
  clock.advance(1000);
  expect(take('a', 3)).toEqual([0, 0, 1]);
  clock.advance(60_000);
  expect(take('a', 6)).toEqual([0, 0, 0, 0, 0, 1]);
});

it('after the told time the call is answered', () => {
  const clock = new VirtualClock(1_000_000);
  const limit = new CallLimit(clock, { atOnce: 1, perSecond: 0.3 });
  expect(limit.take('a')).toBe(0);
  const waitS = limit.take('a');
  expect(waitS).toBe(4);
  clock.advance(waitS * 1000);
  expect(limit.take('a')).toBe(0);
});

it('opens so many for an address, and again when one is given back, once', () => {
  const limit = new OpenLimit(2);
  const first = limit.enter('a');
  expect(limit.enter('a')).not.toBeNull();
  expect(limit.enter('a')).toBeNull();
  expect(limit.enter('b')).not.toBeNull();
  first?.();
  first?.();
  expect(limit.enter('a')).not.toBeNull();
  expect(limit.enter('a')).toBeNull();
});
