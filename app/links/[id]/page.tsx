import '#components/finding/finding.css';
import '#components/link/link.css';
import '#components/timeline/timeline.css';
import '#components/ui/page.css';
import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { connection } from 'next/server';
import { linkQuery } from '#lib/client/link-query.ts';
import { readIsComplete, readLink } from '#lib/server/read.ts';
import { type Search, searchText } from '../../search-text.ts';
import { LinkScreen } from './link-screen.tsx';

type Props = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Search>;
};

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { id } = await params;
  return { title: decodeURIComponent(id).replace('~', ' ~ ') };
}

/**
 * The page of one link: what is known at this moment comes with it, the stream keeps it current. While the first
 * lists are due an unknown id is left to the browser, which learns of it as soon as they are in.
 */
export default async function LinkPage({ params, searchParams }: Props) {
  await connection();
  const id = decodeURIComponent((await params).id);
  const link = await readLink(id);
  if (link && link.id !== id) redirect(`/links/${encodeURIComponent(link.id)}${searchText(await searchParams)}`);
  const queries = new QueryClient();
  if (link) queries.setQueryData(linkQuery(id).queryKey, link);
  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <LinkScreen id={id} missing={!link && (await readIsComplete())} />
    </HydrationBoundary>
  );
}
