import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { countMarks, MARKS } from '#lib/model/status.ts';
import { Age } from './age.tsx';
import { Badges } from './badge.tsx';
import { GLYPHS, Glyph } from './glyph.tsx';
import { Lane } from './lane.tsx';
import { Name } from './name.tsx';
import { Tally } from './tally.tsx';

const text = (markup: string) =>
  markup
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

describe('marks', () => {
  it('are named for those who do not see them, and no two share a silhouette', () => {
    for (const mark of MARKS) expect(renderToStaticMarkup(<Glyph mark={mark} />)).toContain(`aria-label="${mark}"`);
    expect(new Set(MARKS.map((mark) => GLYPHS[mark].map(({ d }) => d).join())).size).toBe(MARKS.length);
  });

  it('say the flag beside the status', () => {
    expect(text(renderToStaticMarkup(<Badges status="down" conflict={true} />))).toBe('down conflict');
  });
});

describe('counts', () => {
  const down = { status: 'down' as const, conflict: false };
  const stale = { status: 'stale' as const, conflict: false };

  it('stand worst first, with the whole', () => {
    const markup = renderToStaticMarkup(<Tally counts={countMarks([stale, down, stale, { ...down, status: 'up' }])} />);
    expect(text(markup)).toBe('1 2 of 4');
    expect(markup.indexOf('aria-label="down"')).toBeLessThan(markup.indexOf('aria-label="stale"'));
  });

  it.each([1, 2, 3, 7])('count all that is not up, where only %i kinds are named', (most) => {
    const counts = countMarks(
      MARKS.flatMap((mark, index) => {
        const status = mark === 'conflict' ? ('up' as const) : mark;
        return Array.from({ length: index + 1 }, () => ({ status, conflict: mark === 'conflict' }));
      }),
    );
    const [numbers = '', whole] = text(renderToStaticMarkup(<Tally counts={counts} most={most} />)).split(' of ');
    expect(Number(whole)).toBe(counts.total);
    const told = numbers.split(' ').reduce((sum, one) => sum + Number(one), 0);
    expect(told).toBe(counts.total - counts.up);
  });

  it('name nothing as nothing', () => {
    expect(text(renderToStaticMarkup(<Tally counts={countMarks([])} />))).toBe('no links');
  });
});

describe('an age', () => {
  it('is quiet while fresh, wears the clock when old, and is a word when never', () => {
    // Clocks tick in whole seconds: 4.5 s ago is 3 s or 4 s.
    expect(renderToStaticMarkup(<Age at={Date.now() - 4_500} />)).toMatch(/class="age"[^>]*>[34] s ago/);
    const old = renderToStaticMarkup(<Age at={Date.now() - 372_000} />);
    expect(old).toContain('age old');
    expect(old).toContain('#g-stale');
    expect(text(old)).toMatch(/^6 m 1\d s ago$/);
    expect(text(renderToStaticMarkup(<Age at={null} />))).toBe('never');
  });

  it('says that a clock runs ahead, never 0 s', () => {
    expect(text(renderToStaticMarkup(<Age at={Date.now() + 60_000} />))).toMatch(/clock skew$/);
  });
});

describe('a name from a cluster', () => {
  const hostile = '<img src=x onerror=alert(1)>\u202eevil';

  it('is text, isolated from its surroundings', () => {
    const markup = renderToStaticMarkup(<Name text={hostile} />);
    expect(markup).toContain('<bdi');
    expect(markup).not.toContain('<img');
  });

  it('keeps its tail where that tells names apart, and its whole in the title', () => {
    const name = `${'customer-profile-'.repeat(6)}exporter.crm.svc`;
    const markup = renderToStaticMarkup(<Name text={name} cut="middle" />);
    expect(markup).toContain(`title="${name}"`);
    expect(text(markup).endsWith('exporter.crm.svc')).toBe(true);
  });
});

describe('a lane', () => {
  it('draws a moment of trouble at least 3 px wide, over its neighbours, inside the lane', () => {
    const spans = [
      { start: 0.9999, end: 1, mark: 'down' as const },
      { start: 0, end: 0.9999, mark: 'up' as const },
    ];
    const markup = renderToStaticMarkup(<Lane spans={spans} label="last hour" width={100} />);
    expect(markup.indexOf('--st-up')).toBeLessThan(markup.indexOf('--st-down'));
    expect(markup).toContain('<rect x="97" y="0" width="3"');
  });
});
