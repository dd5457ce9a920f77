import { expect, it } from 'vitest';
import { toInstant } from '#lib/api/instant.ts';
import { MadeFleet, NOW, planOf } from '../pipeline/made-fleet.ts';
import { FiguresDiff } from './figures-diff.ts';

it('calls one of ours that never answered the oldest, before any age', () => {
  const made = new MadeFleet(planOf(['a', 'b']));
  const figures = () => new FiguresDiff().next(made.fleet.snapshot, made.now);
  made.reach('a', true);
  made.tick();
  expect(figures()).toMatchObject({ newestAt: toInstant(NOW), oldestAt: null, oldestOf: 'b' });
  made.now += 1000;
  made.reach('b', true);
  made.tick();
  expect(figures()).toMatchObject({ newestAt: toInstant(NOW + 1000), oldestAt: toInstant(NOW), oldestOf: 'a' });
});
