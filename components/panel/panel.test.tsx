import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { Name } from '#components/ui/name.tsx';
import { parseAddress } from '#lib/client/address.ts';
import { filterFleet } from '#lib/client/fleet-filter.ts';
import { FleetView } from '#lib/client/fleet-view.ts';
import { retailFleet } from '#lib/client/made-fleet.ts';
import { worstDirections } from '#lib/client/worst-directions.ts';
import { ClusterPanel } from './cluster-panel.tsx';
import { ExceptionList } from './exception-list.tsx';
import { FilteredPanel } from './filtered-panel.tsx';
import { laneSpans } from './hour-lane.tsx';
import { WitnessBox } from './witness-box.tsx';

const view = new FleetView(retailFleet());
const text = (markup: string) =>
  markup
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

describe('the table beside the drawing', () => {
  const show = (search: string) => {
    const filter = filterFleet(view, parseAddress(new URLSearchParams(search)));
    return renderToStaticMarkup(<ExceptionList view={view} filter={filter} places={worstDirections(view, filter)} />);
  };

  it('holds every direction that is not up, worst first', () => {
    const markup = show('');
    expect(markup.match(/<tr>/g)?.length).toBe(1 + 39);
    expect(text(markup)).toMatch(/39 of 116 directions are not up, worst first\./);
    expect(markup.indexOf('down, in conflict')).toBeLessThan(markup.indexOf('degraded'));
  });

  it.each([
    ['q=dub-data', '9 of 22 directions inside the filter are not up, worst first. Outside this filter 30 are not up.'],
    ['q=zzz', 'No direction matches the filter. Outside this filter 39 are not up.'],
    ['status=up', 'All 77 directions inside the filter are up. Outside this filter 39 are not up.'],
    [
      'status=down,degraded,stale,unknown,conflict,maintenance',
      '39 of 39 directions inside the filter are not up, worst first. Everything outside this filter is up.',
    ],
  ])('counts what is inside the filter, and what is wrong outside it: %s', (search, caption) => {
    expect(text(show(search).match(/<caption>.*<\/caption>/)?.[0] ?? '')).toBe(caption);
  });
});

describe('the panel of a filter', () => {
  const show = (search: string) => {
    const filter = filterFleet(view, parseAddress(new URLSearchParams(search)));
    const places = worstDirections(view, filter);
    return renderToStaticMarkup(<FilteredPanel view={view} filter={filter} places={places} onLink={() => {}} />);
  };

  it('lists what it keeps and is not up, each a way to its link', () => {
    const markup = show('from=fra&to=dub');
    expect(text(markup)).toMatch(/\d+ of \d+ directions not up, worst first\./);
    expect(text(markup)).toContain('fra-core → dub-pay');
    expect(markup.match(/<button/g)?.length).toBeGreaterThan(1);
  });

  it('says that nothing matches', () => {
    expect(text(show('q=zzzz'))).toContain('Nothing matches it.');
  });
});

describe('the panel of a cluster that cannot be read', () => {
  it('says so, and shows its peers worst first', () => {
    const row = view.rowOf.get('lej-robot') ?? -1;
    const markup = renderToStaticMarkup(<ClusterPanel view={view} row={row} onLink={() => {}} />);
    expect(text(markup)).toContain('· Submariner');
    expect(text(markup)).toContain('cannot be read; its peers go on judging its links');
    const names = [...markup.matchAll(/<bdi class="name[^>]* title="([^"]+)"/g)].map(([, name]) => name);
    expect(names.slice(0, 3)).toEqual(['dub-data', 'dub-pay', 'dub-shop']);
    expect(names.length).toBe(7);
  });
});

describe('names in the panel', () => {
  it('keep the end that tells them apart, and the whole in the title', () => {
    const [a, b] = ['eu-west-1-production-payments-a', 'eu-west-1-production-payments-b'];
    for (const name of [a, b]) {
      const markup = renderToStaticMarkup(<Name text={name ?? ''} cut="middle" />);
      expect(markup).toContain(`title="${name}"`);
      expect(markup).toMatch(new RegExp(`<span>[^<]+${name?.slice(-8)}</span></bdi>$`));
      expect(text(markup).replace(' ', '')).toBe(name);
    }
  });
});

describe('a witness box', () => {
  it('quotes both sides and says whom we believe', () => {
    const at = new Date().toISOString();
    const witness = { source: 's', observedAt: at, fresh: true };
    const markup = renderToStaticMarkup(
      <WitnessBox
        contradiction={{
          since: at,
          why: 'Measured traffic outweighs a word.',
          witnesses: [
            { ...witness, who: 'Gateway', says: 'works', quotes: ['connected'], believed: false },
            { ...witness, who: 'Upload', says: 'fails', quotes: ['0 of 30 arrive'], believed: true },
          ],
        }}
      />,
    );
    expect(text(markup)).toContain('Two witnesses disagree');
    expect(text(markup)).toMatch(/Gateway connected .* Upload believed 0 of 30 arrive .* Measured traffic/);
  });
});

describe('the lane of the last hour', () => {
  const change = { subject: 'direction/a>b', conflict: false, ownerLayer: null, words: null, reason: null };
  it('begins with what held before, and knows nothing before the first word', () => {
    const iso = (ms: number) => new Date(ms).toISOString();
    const transitions = [
      { ...change, at: iso(50), status: 'down' as const },
      { ...change, at: iso(20), status: 'up' as const },
      { ...change, at: iso(30), status: 'stale' as const, subject: 'direction/b>a' },
    ];
    expect(laneSpans(transitions, 'direction/a>b', 0, 100)).toEqual([
      { start: 0, end: 0.2, mark: 'unknown' },
      { start: 0.2, end: 0.5, mark: 'up' },
      { start: 0.5, end: 1, mark: 'down' },
    ]);
    expect(laneSpans([{ ...change, at: iso(-10), status: 'up' as const }], 'direction/a>b', 0, 100)).toEqual([
      { start: 0, end: 1, mark: 'up' },
    ]);
  });
});
