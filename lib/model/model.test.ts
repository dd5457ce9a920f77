import { describe, expect, it } from 'vitest';
import { VirtualClock } from './clock.ts';
import { linkEnds, linkId, slug, uniqueSlug } from './identity.ts';
import { countMarks, MARKS, rollUp, worstMark } from './status.ts';
import { plain, sameWords, words } from './words.ts';

describe('identity', () => {
  it('makes slugs of any name', () => {
    expect(slug('arn:aws:eks:eu-west-1:1:cluster/Shop')).toBe('arn-aws-eks-eu-west-1-1-cluster-shop');
    expect(slug('кластер')).toBe('cluster');
    expect(slug(`${'a'.repeat(62)}.b`)).toMatch(/^[a-z0-9-]{1,63}$/);
  });
  it('numbers collisions within 63 characters', () => {
    const long = 'x'.repeat(80);
    const first = uniqueSlug(long, new Set());
    const second = uniqueSlug(long, new Set([first]));
    expect(second).toMatch(/^x+-2$/);
    expect(second.length).toBe(63);
  });
  it('sorts a link id by code unit and finds its ends again', () => {
    expect(linkId('b', 'a-1')).toBe('a-1~b');
    expect(linkEnds('a-1~b')).toEqual(['a-1', 'b']);
    expect(linkEnds('b~a')).toBeUndefined();
    expect(linkEnds('a~b~c')).toBeUndefined();
  });
});

describe('roll-up', () => {
  it('takes the worst and counts every one exactly once', () => {
    const subjects = [
      { status: 'up', conflict: false },
      { status: 'up', conflict: true },
      { status: 'down', conflict: true },
      { status: 'stale', conflict: false },
    ] as const;
    const counts = countMarks(subjects);
    expect(MARKS.reduce((sum, mark) => sum + counts[mark], 0)).toBe(counts.total);
    expect(counts).toMatchObject({ down: 1, conflict: 1, stale: 1, up: 1, downInConflict: 1 });
    expect(worstMark(counts)).toBe('down');
    expect(rollUp(subjects)).toEqual({ status: 'down', conflict: true });
  });
  it('does not call nothing healthy', () => {
    expect(worstMark(countMarks([]))).toBe('unknown');
    expect(rollUp([])).toEqual({ status: 'unknown', conflict: false });
  });
  it('ranks degraded before stale before unknown before maintenance before up', () => {
    const order = ['degraded', 'stale', 'unknown', 'maintenance', 'up'] as const;
    for (const [index, worse] of order.entries()) {
      for (const better of order.slice(index)) {
        expect(
          rollUp([
            { status: better, conflict: false },
            { status: worse, conflict: false },
          ]).status,
        ).toBe(worse);
      }
    }
  });
});

describe('words', () => {
  it('makes hostile text visible and bounded', () => {
    expect(plain('a\nb\u202ec\u0000')).toBe('a\\u{a}b\\u{202e}c\\u{0}');
    expect(plain('<b>"x"</b>')).toBe('<b>"x"</b>');
    expect(plain('x'.repeat(600), 10)).toBe('xxxxxxxxxx… (600 characters)');
    expect(plain({ a: 1 })).toBe('{"a":1}');
    expect(plain(undefined)).toBe('undefined');
  });
  it('compares sentences by what they say', () => {
    expect(sameWords(words('a', '{n} fail', { n: 1 }), words('a', '{n} fail', { n: 1 }))).toBe(true);
    expect(sameWords(words('a', '{n} fail', { n: 1 }), words('a', '{n} fail', { n: 2 }))).toBe(false);
  });
});

describe('virtual clock', () => {
  it('fires timers in order of their instants, each at its own', () => {
    const clock = new VirtualClock(100);
    const seen: [string, number][] = [];
    clock.after(20, () => seen.push(['b', clock.now()]));
    clock.after(10, () => {
      seen.push(['a', clock.now()]);
      clock.after(5, () => seen.push(['a2', clock.now()]));
    });
    clock.after(15, () => seen.push(['never', clock.now()]))();
    clock.advance(30);
    expect(seen).toEqual([
      ['a', 110],
      ['a2', 115],
      ['b', 120],
    ]);
    expect(clock.now()).toBe(130);
  });
});
