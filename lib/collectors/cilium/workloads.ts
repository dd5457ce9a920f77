import { z } from 'zod';
import { plain } from '#lib/model/words.ts';
import type { View } from '../collector.ts';
import { METRICS, PROGRAMS, type Program } from './programs.ts';

const Count = z.number().int().min(0).catch(0);
const Named = z.object({ name: z.string().catch(''), image: z.string().catch('') }).catch({ name: '', image: '' });
const HostAlias = z.object({ ip: z.string(), hostnames: z.array(z.string()) });
const PodSpec = z
  .object({ containers: z.array(Named).catch([]), hostAliases: z.array(z.unknown()).catch([]) })
  .catch({ containers: [], hostAliases: [] });
const Workload = z.object({
  spec: z.object({
    replicas: z.number().int().min(0).catch(1),
    template: z.object({ spec: PodSpec }).catch({ spec: { containers: [], hostAliases: [] } }),
  }),
  status: z
    .object({
      observedGeneration: Count,
      readyReplicas: Count,
      numberReady: Count,
      desiredNumberScheduled: Count,
    })
    .catch({ observedGeneration: 0, readyReplicas: 0, numberReady: 0, desiredNumberScheduled: 0 }),
});
const Service = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z
    .object({
      type: z.string().catch(''),
      ports: z.array(z.object({ name: z.string().catch('') }).catch({ name: '' })).catch([]),
    })
    .catch({ type: '', ports: [] }),
  status: z
    .object({
      loadBalancer: z.object({
        ingress: z.array(
          z.object({ ip: z.string().catch(''), hostname: z.string().catch('') }).catch({ ip: '', hostname: '' }),
        ),
      }),
    })
    .catch({ loadBalancer: { ingress: [] } }),
});

const MAX_HOSTS = 16;
const MAX_ALIASES = 512;

/** A Deployment or DaemonSet of Cilium. */
export interface CiliumWorkload {
  /** Nothing: its controller has not spoken of it yet. An omitted count is 0. */
  ready: number | null;
  wanted: number;
  /** The tag of its first image; empty where a digest alone is given. */
  version: string;
  containers: string[];
  /** Addresses of remote clusters, by the name of the cluster: the chart writes them as `<cluster>.mesh.cilium.io`. */
  remoteHosts: ReadonlyMap<string, string[]>;
}

/** The workload under `daemonsets` or `deployments`; nothing while it is not there. */
export function workloadOf(view: View, key: 'daemonsets' | 'deployments'): CiliumWorkload | null {
  const found = Workload.safeParse(view.objects(key)[0]?.object).data;
  if (!found) return null;
  const { containers, hostAliases } = found.spec.template.spec;
  const remoteHosts = new Map<string, string[]>();
  for (const one of hostAliases.slice(0, MAX_ALIASES)) {
    const alias = HostAlias.safeParse(one).data;
    for (const host of alias?.hostnames.slice(0, MAX_HOSTS) ?? []) {
      const cluster = /^([a-z0-9-]{1,32})\.mesh\.cilium\.io$/.exec(host)?.[1];
      if (alias && cluster)
        remoteHosts.set(cluster, [...(remoteHosts.get(cluster) ?? []), plain(alias.ip, 63)].slice(0, MAX_HOSTS));
    }
  }
  const { status, spec } = found;
  return {
    ready: status.observedGeneration === 0 ? null : key === 'daemonsets' ? status.numberReady : status.readyReplicas,
    wanted: key === 'daemonsets' ? status.desiredNumberScheduled : spec.replicas,
    version: plain(/:v?([\w.-]{1,63})(?:@|$)/.exec(containers[0]?.image ?? '')?.[1] ?? '', 63),
    containers: containers.map(({ name }) => name),
    remoteHosts,
  };
}

/** Programs that a Service offers metrics of, so that they can be asked at all. */
export function programsOffered(view: View): Program[] {
  const services = servicesOf(view);
  return PROGRAMS.filter((program) => {
    const { service, port } = METRICS[program];
    return services.some(
      ({ metadata, spec }) => metadata.name === service && spec.ports.some(({ name }) => name === port),
    );
  });
}

/** Where other clusters find this one: addresses of the Service of its clustermesh-apiserver. */
export function ownHosts(view: View): string[] {
  const service = servicesOf(view).find(({ metadata }) => metadata.name === 'clustermesh-apiserver');
  return (service?.status.loadBalancer.ingress ?? [])
    .slice(0, MAX_HOSTS)
    .flatMap(({ ip, hostname }) => [ip, hostname])
    .flatMap((host) => (host === '' ? [] : [plain(host, 253)]));
}

function servicesOf(view: View): z.infer<typeof Service>[] {
  return view.objects('services').flatMap(({ object }) => Service.safeParse(object).data ?? []);
}
