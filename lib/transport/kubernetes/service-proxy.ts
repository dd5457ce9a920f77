import type { AskOptions, ClusterApi } from './cluster-api.ts';
import { getProxied, type ProxiedAnswer } from './proxied-get.ts';

/** A service and what to ask of it. */
export interface ServiceQuestion {
  namespace: string;
  service: string;
  scheme: 'http' | 'https';
  /** Number or name of a port of the service. */
  port: number | string;
  /** With its query: `/probe?module=icmp&target=10.0.0.1`. */
  path: string;
  /** Sent as `X-Prometheus-Scrape-Timeout-Seconds`: blackbox_exporter then answers before our deadline. */
  scrapeTimeoutSeconds?: number;
}

/** GET of a service through the API server's proxy, which picks one of its pods by chance. */
export async function askService(
  api: ClusterApi,
  { service, scrapeTimeoutSeconds, ...question }: ServiceQuestion,
  options: AskOptions = {},
): Promise<ProxiedAnswer> {
  const timeout: Record<string, string> = {};
  if (scrapeTimeoutSeconds !== undefined) timeout['x-prometheus-scrape-timeout-seconds'] = String(scrapeTimeoutSeconds);
  const headers = { ...timeout, ...options.headers };
  return getProxied(api, { ...question, kind: 'service', name: service }, { ...options, headers });
}
