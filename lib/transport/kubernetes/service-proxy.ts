import type { TransportError } from '../transport-error.ts';
import type { AskOptions, ClusterApi, TextAnswer } from './cluster-api.ts';
import { errorOfStatus, statusOf } from './status-error.ts';

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

/**
 * What came of it: the service's own answer whatever its status, or why there is none. `not-found`: no such service, or one
 * without Endpoints; `no-endpoints`: none of its pods is ready; `exporter-unreachable`: there are endpoints but nobody answers the API server.
 */
export type ServiceAnswer =
  | ({ outcome: 'answer' } & TextAnswer)
  | { outcome: 'no-endpoints' | 'not-found' | 'forbidden' | 'exporter-unreachable'; error: TransportError };

/**
 * GET of a service through the API server's proxy. Throws `TransportError` only for what concerns the API server itself:
 * not reached, no answer in time, credentials refused. Redirects of the service are not followed.
 */
export async function askService(
  api: ClusterApi,
  question: ServiceQuestion,
  options: AskOptions = {},
): Promise<ServiceAnswer> {
  const { namespace, service, scheme, port, path, scrapeTimeoutSeconds } = question;
  const target = encodeURIComponent(`${scheme}:${service}:${port}`);
  const url = `/api/v1/namespaces/${encodeURIComponent(namespace)}/services/${target}/proxy${path}`;
  const timeout: Record<string, string> = {};
  if (scrapeTimeoutSeconds !== undefined) timeout['x-prometheus-scrape-timeout-seconds'] = String(scrapeTimeoutSeconds);
  const answer = await api.getText(url, { ...options, headers: { ...timeout, ...options.headers } });
  // A failure of the API server comes as a Status object; whatever else comes is the service's own word.
  const status = answer.status >= 400 ? statusOf(answer.body) : null;
  if (!status) return { outcome: 'answer', ...answer };
  const error = errorOfStatus(answer.status, answer.body, `service ${namespace}/${service}:${port}`);
  if (error.reason === 'unauthorised') throw error;
  if (error.reason === 'forbidden') return { outcome: 'forbidden', error };
  if (answer.status === 404) return { outcome: 'not-found', error };
  if (status.message?.startsWith('no endpoints available')) return { outcome: 'no-endpoints', error };
  return { outcome: 'exporter-unreachable', error };
}
