import { expect, it } from 'vitest';
import { servicesReading } from '#lib/model/made-services.ts';
import { MadeFleet, NOW, planOf, reading, says } from '../pipeline/made-fleet.ts';
import { holdingLonger, rhythmOf } from './rhythm.ts';

it('reads what repeats itself later where the machine cannot keep up, within limits, and news soon in any case', () => {
  expect(rhythmOf(1)).toEqual({ newsMs: 100, answersMs: 500, repeatedMs: 2000, lateMs: 0 });
  expect(rhythmOf(2)).toMatchObject({ newsMs: 200, repeatedMs: 4000, lateMs: 2000 });
  expect(rhythmOf(10)).toEqual({ newsMs: 1000, answersMs: 5000, repeatedMs: 10_000, lateMs: 8000 });
});

it('lets words hold until they are read again, and says nothing else', () => {
  const said = reading('a', [says('b', 'pass', NOW, { freshForMs: 15_000 })]);
  const longer = holdingLonger(said, 8000);
  expect(longer).toEqual({ ...said, statements: said.statements.map((one) => ({ ...one, freshForMs: 23_000 })) });
  expect(said.statements[0]?.freshForMs).toBe(15_000);
  expect(holdingLonger(said, 0)).toBe(said);
  const services = servicesReading([], NOW, { freshForMs: 15_000 });
  expect(holdingLonger(services, 8000).services?.freshForMs).toBe(23_000);
});

it('keeps a link up for as long as its words hold, and no longer', () => {
  const made = new MadeFleet(planOf(['a', 'b']));
  const say = (from: string, to: string) =>
    made.hear(from, holdingLonger(reading(from, [says(to, 'pass', NOW, { freshForMs: 15_000 })]), 8000));
  say('a', 'b');
  say('b', 'a');
  made.tick();
  const status = (ms: number) => {
    made.now = NOW + ms;
    made.tick();
    return made.fleet.snapshot.links.get('a~b')?.status;
  };
  expect([status(0), status(22_000), status(24_000)]).toEqual(['up', 'up', 'stale']);
});
