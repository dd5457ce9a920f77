import type { AskOptions, ClusterApi } from './cluster-api.ts';
import { getProxied, type ProxiedAnswer } from './proxied-get.ts';

/** One pod and what to ask of it. */
export interface PodQuestion {
  namespace: string;
  pod: string;
  scheme: 'http' | 'https';
  /** A number: the names that a pod gives to its ports mean nothing here. */
  port: number;
  path: string;
}

/** GET of one pod through the API server's proxy: of exactly this one, where a service would pick one by chance. */
export async function askPod(
  api: ClusterApi,
  { pod, ...question }: PodQuestion,
  options: AskOptions = {},
): Promise<ProxiedAnswer> {
  return getProxied(api, { ...question, kind: 'pod', name: pod }, options);
}
