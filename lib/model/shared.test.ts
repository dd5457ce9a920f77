import { describe, expect, it } from 'vitest';
import { Shared } from './shared.ts';

describe('shared values', () => {
  it('are one object for one key', () => {
    const shared = new Shared<{ name: string }>();
    const first = shared.of('a', () => ({ name: 'first' }));
    expect(shared.of('a', () => ({ name: 'second' }))).toBe(first);
    expect(shared.of('b', () => ({ name: 'second' }))).toEqual({ name: 'second' });
  });

  it('are forgotten when nobody asks for them, and kept while somebody does', () => {
    const shared = new Shared<object>();
    const asked = shared.of('asked', () => ({}));
    const left = shared.of('left', () => ({}));
    for (let index = 0; index < 250_000; index += 1) {
      shared.of(`other ${index}`, () => ({}));
      if (index % 1000 === 0) expect(shared.of('asked', () => ({}))).toBe(asked);
    }
    expect(shared.of('left', () => ({}))).not.toBe(left);
  });
});
