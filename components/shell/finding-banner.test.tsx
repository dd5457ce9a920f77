import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import type { ApiFinding } from '#lib/api/observation.ts';
import { FindingBanner, OtherFindings } from './finding-banner.tsx';

const NOW = Date.parse('2026-11-22T02:00:00Z');

function finding(index: number): ApiFinding {
  return {
    id: `gateway-stale/c${index}`,
    rule: 'gateway-stale',
    title: 'Gateway stale',
    kind: 'fault',
    layer: null,
    severity: index === 0 ? 'critical' : 'warning',
    subject: { kind: 'cluster', cluster: `c/${index}` },
    words: { id: 'w', params: {}, text: `gateway <${index}> is silent` },
    for: [],
    against: [],
    next: [],
    firstSeenAt: '2026-11-22T01:00:00Z',
    lastSeenAt: '2026-11-22T02:00:00Z',
  };
}
const some = (count: number) => Array.from({ length: count }, (_, index) => finding(index));
const draw = (count: number) => {
  const [worst, ...others] = some(count);
  return worst ? renderToStaticMarkup(<FindingBanner worst={worst} others={others} now={NOW} />) : '';
};

it('leads to the worst, and a button of its own tells the others', () => {
  expect(draw(1)).not.toContain('<button');
  const html = draw(27);
  expect(html).toMatch(/<button type="button"[^>]* aria-expanded="false"[^>]*>and 26 more<\/button>/);
  // A button within a link could not be reached by keyboard.
  expect(html).toMatch(/<a [^>]*href="\/clusters\/c%2F0"[^>]*>(?:(?!<\/a>|<button).)*<\/a>/);
  expect(html).not.toContain('gateway &lt;1&gt;');
});

it('lists each of the others with its way there, and counts what it does not list', () => {
  const list = (count: number) =>
    renderToStaticMarkup(<OtherFindings findings={some(count)} now={NOW} onLeave={() => {}} />);
  expect([...list(26).matchAll(/href="(\/[^"]+)"/g)].map(([, href]) => href)).toEqual(
    some(26).map((_, index) => `/clusters/c%2F${index}`),
  );
  expect(list(26)).toContain('gateway &lt;25&gt; is silent');
  expect(list(26)).not.toContain('more, on');
  expect(list(203)).toContain('and 3 more, on the pages');
});
