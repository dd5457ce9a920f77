import '#components/source/source.css';
import '#components/ui/page.css';
import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { connection } from 'next/server';
import { sourcesQuery } from '#lib/client/sources-query.ts';
import { readSources } from '#lib/server/read.ts';
import { SourcesScreen } from './sources-screen.tsx';

export const metadata: Metadata = { title: 'Sources' };

/** Who is listened to: as it is at this moment; the stream keeps it current. */
export default async function SourcesPage() {
  await connection();
  const queries = new QueryClient();
  queries.setQueryData(sourcesQuery.queryKey, await readSources());
  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <SourcesScreen />
    </HydrationBoundary>
  );
}
