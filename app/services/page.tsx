import '#components/finding/finding.css';
import '#components/service/service.css';
import '#components/ui/page.css';
import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { connection } from 'next/server';
import { chooseService } from '#components/service/service-choice.ts';
import { serviceQuery, servicesQuery } from '#lib/client/services-query.ts';
import { readService, readServices } from '#lib/server/read-services.ts';
import type { Search } from '../search-text.ts';
import { ServicesScreen } from './services-screen.tsx';

export const metadata: Metadata = { title: 'Services' };

/** Whether a service can be reached, from where not, and why: as it is at this moment; the stream keeps it current. */
export default async function ServicesPage({ searchParams }: { searchParams: Promise<Search> }) {
  await connection();
  const services = await readServices();
  const queries = new QueryClient();
  queries.setQueryData(servicesQuery.queryKey, services);
  const { q } = await searchParams;
  const { chosen } = chooseService(services.services, typeof q === 'string' ? q : '');
  const detail = chosen && (await readService(chosen.namespace, chosen.name));
  if (detail) queries.setQueryData(serviceQuery(detail.namespace, detail.name).queryKey, detail);
  return (
    <HydrationBoundary state={dehydrate(queries)}>
      <ServicesScreen />
    </HydrationBoundary>
  );
}
