import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { fleetQuery } from '#lib/client/fleet-query.ts';
import { makeFleet } from '#lib/client/made-fleet.ts';
import { MissingState } from './missing-state.tsx';

const SITE = { id: 's', name: 'S', kind: 'on-prem' as const, clusters: ['fra-core', 'dub-pay'] };

/** The addresses that are offered, the fleet known or not. */
function offered(kind: 'link' | 'cluster', id: string, known = true): string[] {
  const queries = new QueryClient();
  if (known)
    queries.setQueryData(
      fleetQuery.queryKey,
      makeFleet([SITE], () => ({ status: 'up' })),
    );
  const html = renderToStaticMarkup(
    <QueryClientProvider client={queries}>
      <MissingState kind={kind} id={id} />
    </QueryClientProvider>,
  );
  expect(html).toContain(`There is no ${kind} `);
  return [...html.matchAll(/href="([^"]*)"/g)].map(([, href = '']) => href);
}

it('offers what has a similar name, and always the way back', () => {
  expect(offered('cluster', 'fra-cor')).toEqual(['/clusters/fra-core', '/']);
  expect(offered('link', 'dub-pay~fra-cor')).toEqual(['/links/dub-pay~fra-core', '/']);
  expect(offered('link', '<b>~%E0')).toEqual(['/']);
  expect(offered('cluster', 'fra-cor', false)).toEqual(['/']);
});
