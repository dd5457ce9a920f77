import { queryOptions } from '@tanstack/react-query';
import { ServiceDetail, Services } from '#lib/api/services.ts';
import { fetchAnswer } from './fetch-answer.ts';

/** Multi-cluster services, worst first. */
export const servicesQuery = queryOptions({
  queryKey: ['services'],
  queryFn: ({ signal }) => fetchAnswer('/api/v1/services', Services, signal),
});

/** Those of them that one cluster consumes or exports. */
export function clusterServicesQuery(cluster: string) {
  return queryOptions({
    queryKey: ['services', cluster],
    queryFn: ({ signal }) => fetchAnswer(`/api/v1/services?cluster=${encodeURIComponent(cluster)}`, Services, signal),
  });
}

/** One service: which clusters reach it, and why not where not. */
export function serviceQuery(namespace: string, name: string) {
  return queryOptions({
    queryKey: ['service', `${namespace}/${name}`],
    queryFn: ({ signal }) =>
      fetchAnswer(
        `/api/v1/services/${encodeURIComponent(namespace)}/${encodeURIComponent(name)}`,
        ServiceDetail,
        signal,
      ),
  });
}
