import '#components/cluster/cluster.css';
import '#components/finding/finding.css';
import '#components/source/source.css';
import '#components/timeline/timeline.css';
import '#components/ui/page.css';
import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { connection } from 'next/server';
import { clusterQuery } from '#lib/client/cluster-query.ts';
import { readCluster, readIsComplete } from '#lib/server/read.ts';
import { type Search, searchText } from '../../search-text.ts';
import { ClusterScreen } from './cluster-screen.tsx';

type Props = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Search>;
};

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { id } = await params;
  return { title: decodeURIComponent(id) };
}

/**
 * The page of one cluster: what is known at this moment comes with it, the stream keeps it current. While the first
 * lists are due an unknown id is left to the browser, which learns of it as soon as they are in.
 */
export default async function ClusterPage({ params, searchParams }: Props) {
  await connection();
  const id = decodeURIComponent((await params).id);
  const cluster = await readCluster(id);
  if (cluster && cluster.id !== id)
    redirect(`/clusters/${encodeURIComponent(cluster.id)}${searchText(await searchParams)}`);
  const queries = new QueryClient();
  if (cluster) queries.setQueryData(clusterQuery(id).queryKey, cluster);
  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <ClusterScreen id={id} missing={!cluster && (await readIsComplete())} />
    </HydrationBoundary>
  );
}
