import { expect, it } from 'vitest';
import { MAX_OBJECTS, ResourceCache } from './resource-cache.ts';

const object = (size: number, beat: number) => ({ metadata: { name: 'a', namespace: 'x' }, spec: { size, beat } });
const spec = (one: Record<string, unknown>) => one.spec as { size: number };

it('takes every change for news where nobody says otherwise', () => {
  const cache = new ResourceCache({});
  cache.replace([object(1, 1)], 0);
  expect(cache.upsert(object(1, 1), 1)).toBe(true);
});

it('asks whether a change is news; what is new is', () => {
  const cache = new ResourceCache({ isNews: (one, before) => spec(one).size !== spec(before).size });
  cache.replace([], 0);
  expect([object(1, 1), object(1, 2), object(2, 3)].map((one, at) => cache.upsert(one, at))).toEqual([
    true,
    false,
    true,
  ]);
  expect(cache.objects()[0]?.changedAt).toBe(2);
});

it('keeps of an object what is asked for, and its metadata', () => {
  const cache = new ResourceCache({
    keep: ({ spec }, before) => ({ spec: { size: (spec as { size: number }).size }, again: before !== undefined }),
  });
  cache.replace([object(1, 1)], 0);
  cache.upsert(object(2, 1), 1);
  expect(cache.objects()[0]?.object).toEqual({
    metadata: { name: 'a', namespace: 'x' },
    spec: { size: 2 },
    again: true,
  });
});

it('counts what is beyond its limit, each object once, and takes it in when there is room', () => {
  const named = (name: string, resourceVersion = '1') => ({ metadata: { name, namespace: 'x', resourceVersion } });
  const cache = new ResourceCache({});
  cache.replace(
    Array.from({ length: MAX_OBJECTS + 2 }, (_, index) => named(`a${index}`)),
    0,
  );
  expect([cache.objects().length, cache.leftOut]).toEqual([MAX_OBJECTS, 2]);
  const [last, beyond] = [named(`a${MAX_OBJECTS + 1}`, '2'), named('new')];
  expect([cache.upsert(last, 1), cache.upsert(last, 2), cache.upsert(beyond, 3)]).toEqual([false, false, true]);
  expect([cache.upsert(beyond, 4), cache.leftOut]).toEqual([false, 3]);
  cache.delete(beyond);
  cache.delete(named('a0'));
  expect(cache.leftOut).toBe(2);
  cache.upsert(last, 5);
  expect([cache.objects().length, cache.leftOut]).toEqual([MAX_OBJECTS, 1]);
  // It was there all the time.
  expect(cache.objects().find(({ changedAt }) => changedAt === 5)?.appearedAt).toBeNull();
  cache.replace([last], 6);
  expect(cache.leftOut).toBe(0);
});
