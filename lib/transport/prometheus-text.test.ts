import { expect, it } from 'vitest';
import { findSample, parseExposition } from './prometheus-text.ts';

it('reads names, labels, escapes and values', () => {
  const { samples, junkLines } = parseExposition(
    [
      '# HELP probe_success Displays whether or not the probe was a success',
      '# TYPE probe_success gauge',
      'probe_success 1',
      'probe_icmp_duration_seconds{phase="rtt"} 0.012',
      'odd { a = "x,}\\"y\\"\\n\\\\" , b="2", } +Inf 1700000000000',
      'openmetrics_total{a="b"} 3e-2 # {trace_id="1"} 0.5',
      'not_a_number NaN',
      'crlf 4\r',
      'no_number_after_dot 5.',
      '# EOF',
    ].join('\n'),
  );
  expect(junkLines).toBe(0);
  expect(samples.map(({ value }) => value)).toEqual([1, 0.012, Number.POSITIVE_INFINITY, 0.03, Number.NaN, 4, 5]);
  expect(samples[2]?.labels).toEqual({ a: 'x,}"y"\n\\', b: '2' });
  expect(findSample(samples, 'probe_icmp_duration_seconds', { phase: 'rtt' })?.value).toBe(0.012);
  expect(findSample(samples, 'probe_icmp_duration_seconds', { phase: 'setup' })).toBeUndefined();
});

it('counts junk and goes on', () => {
  const junk = [
    '<html>',
    'name',
    'name{',
    'name{a="b} 1',
    'name{a=b} 1',
    '{a="b"} 1',
    'name one',
    'name 0x10',
    '1name 1',
  ];
  const { samples, junkLines } = parseExposition([...junk, 'good 1'].join('\n'));
  expect(junkLines).toBe(junk.length);
  expect(samples).toMatchObject([{ name: 'good', value: 1 }]);
});

it('is bounded', () => {
  expect(parseExposition('a 1\nb 2\nc 3\n', 2)).toMatchObject({ cut: true, samples: [{ name: 'a' }, { name: 'b' }] });
  expect(parseExposition('a 1\nb 2\n', 2).cut).toBe(false);
  expect(parseExposition(`a{b="${'x'.repeat(20_000)}"} 1`).junkLines).toBe(1);
});

it('is fast on hostile lines', () => {
  const startedAt = performance.now();
  parseExposition(`a{${'b="\\'.repeat(4_000)}\n`.repeat(200));
  expect(performance.now() - startedAt).toBeLessThan(1_000);
});

it('does not confuse labels with the prototype', () => {
  const { samples } = parseExposition('a{__proto__="x",constructor="y"} 1');
  expect(Object.keys(samples[0]?.labels ?? {})).toEqual(['__proto__', 'constructor']);
});
