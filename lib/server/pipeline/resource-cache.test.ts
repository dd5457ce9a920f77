import { expect, it } from 'vitest';
import { ResourceCache } from './resource-cache.ts';

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
