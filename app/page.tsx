import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query';
import { headers } from 'next/headers';
import { connection } from 'next/server';
import { sourcesQuery } from '#lib/client/sources-query.ts';
import { readSession } from '#lib/server/http/session.ts';
import { readMatrix, readSources } from '#lib/server/read.ts';
import { FleetScreen } from './fleet-screen.tsx';

/** A fleet up to this size comes with the page; a larger one is quicker as an answer of its own. */
const MOST_CLUSTERS_INSIDE = 60;

/** The fleet: every site and link as a map or a matrix. */
export default async function FleetPage() {
  await connection();
  const fleet = await readMatrix();
  const queries = new QueryClient();
  // Why there is nothing is known to the list of sources, which is not for walls.
  if (fleet.clusters.length === 0 && (await readSession(await headers())).role !== 'wall')
    queries.setQueryData(sourcesQuery.queryKey, await readSources());
  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <FleetScreen initial={fleet.clusters.length <= MOST_CLUSTERS_INSIDE ? fleet : undefined} />
    </HydrationBoundary>
  );
}
