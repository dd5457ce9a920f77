import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { DrawnAt } from '#components/ui/clock.ts';
import type { FleetCluster } from '#lib/api/fleet.ts';
import { BlindNotice } from './blind-notice.tsx';

const NOW = Date.parse('2026-11-21T12:00:00Z');

/** What is said of clusters that are read so, since `agoMs`. */
function said(readings: readonly FleetCluster['reading'][], agoMs = 5_000): string {
  const since = new Date(NOW - agoMs).toISOString();
  const clusters = readings.map((reading) => ({ reading, since }) as FleetCluster);
  return renderToStaticMarkup(
    <DrawnAt value={NOW}>
      <BlindNotice clusters={clusters} />
    </DrawnAt>,
  );
}

describe('a fleet that is mostly not read', () => {
  it.each([
    ['2 of 3 clusters cannot be read', ['unread', 'unread', 'read']],
    ['None of the 2 clusters can be read', ['unread', 'unread', 'hearsay']],
    ['The only cluster cannot be read', ['unread']],
  ] as const)('says so: %s', (words, readings) => {
    expect(said(readings)).toContain(words);
    expect(said(readings)).toContain('href="/sources?state=failed"');
  });

  it.each([
    ['half of it is read', ['unread', 'read']],
    ['it is just starting', ['waiting', 'waiting', 'waiting']],
    ['the others are known by hearsay only', ['read', 'hearsay', 'hearsay']],
    ['there is none', []],
  ] as const)('is not claimed where %s', (_, readings) => {
    expect(said(readings)).toBe('');
  });

  it('counts those that nobody ever begins to read', () => {
    expect(said(['waiting', 'waiting', 'read'], 90_000)).toContain('2 of 3');
  });
});
