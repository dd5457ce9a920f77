import type { TransportError } from '../transport-error.ts';
import type { AskOptions, ClusterApi, TextAnswer } from './cluster-api.ts';
import { errorOfStatus, statusOf } from './status-error.ts';

/** Whom the API server is to ask, and what. */
export interface ProxiedTarget {
  kind: 'service' | 'pod';
  namespace: string;
  name: string;
  scheme: 'http' | 'https';
  port: number | string;
  /** With its query: `/probe?module=icmp&target=10.0.0.1`. */
  path: string;
}

/**
 * What came of it: the target's own answer whatever its status, or why there is none. `not-found`: no such target, or a service
 * without Endpoints; `no-endpoints`: none of its pods is ready; `exporter-unreachable`: it is there but nobody answers the API server.
 */
export type ProxiedAnswer =
  | ({ outcome: 'answer' } & TextAnswer)
  | { outcome: 'no-endpoints' | 'not-found' | 'forbidden' | 'exporter-unreachable'; error: TransportError };

/**
 * GET through the API server's proxy. Throws `TransportError` only for what concerns the API server itself: not reached, no
 * answer in time, credentials refused. Redirects of the target are not followed.
 */
export async function getProxied(api: ClusterApi, target: ProxiedTarget, options: AskOptions): Promise<ProxiedAnswer> {
  const { kind, namespace, name, scheme, port, path } = target;
  const which = encodeURIComponent(`${scheme}:${name}:${port}`);
  const url = `/api/v1/namespaces/${encodeURIComponent(namespace)}/${kind}s/${which}/proxy${path}`;
  const answer = await api.getText(url, options);
  // A failure of the API server comes as a Status object; whatever else comes is the target's own word.
  const status = answer.status >= 400 ? statusOf(answer.body) : null;
  if (!status) return { outcome: 'answer', ...answer };
  const error = errorOfStatus(answer.status, answer.body, `${kind} ${namespace}/${name}:${port}`);
  if (error.reason === 'unauthorised') throw error;
  if (error.reason === 'forbidden') return { outcome: 'forbidden', error };
  if (answer.status === 404) return { outcome: 'not-found', error };
  if (status.message?.startsWith('no endpoints available')) return { outcome: 'no-endpoints', error };
  return { outcome: 'exporter-unreachable', error };
}
