import { z } from 'zod';

/** A port under which a service answers in the cluster set. */
export const ServicePort = z.object({ name: z.string(), protocol: z.string(), port: z.number() });
export type ServicePort = z.infer<typeof ServicePort>;

/** A condition in the words of whoever set it; untrusted text. */
export const ServiceCondition = z.object({
  type: z.string(),
  status: z.string(),
  reason: z.string(),
  message: z.string(),
  /** Epoch milliseconds by the clock of its writer. */
  since: z.number().nullable(),
});
export type ServiceCondition = z.infer<typeof ServiceCondition>;

/**
 * `pending`: its controller has not decided yet. `unprocessed`: no controller has touched it for a minute. `invalid`: it
 * can't be exported. `failed`: it could, and that went wrong. `conflicted`: it is exported, and exporters disagree.
 */
export const ExportState = z.enum(['valid', 'conflicted', 'pending', 'unprocessed', 'invalid', 'failed']);
export type ExportState = z.infer<typeof ExportState>;

/** What one cluster says of its own export of a service. */
export const ServiceExport = z.object({
  state: ExportState,
  /** Whether other clusters may use it: it is valid, and its export was neither refused nor is it still on its way. */
  offered: z.boolean(),
  /** Epoch milliseconds by our clock: since when it is offered; null when it was so as we came, or is not. */
  offeredAt: z.number().nullable(),
  /** The condition that decides the state; null where there is none. */
  decisive: ServiceCondition.nullable(),
  conditions: z.array(ServiceCondition),
  /** Epoch milliseconds by the cluster's clock: when the export was made. The older export wins a conflict. */
  exportedAt: z.number().nullable(),
  /** The ports of this exporter alone; null where its implementation does not write them. */
  ports: z.array(ServicePort).nullable(),
});
export type ServiceExport = z.infer<typeof ServiceExport>;

/** What one cluster says of the service as it imports it. */
export const ServiceImport = z.object({
  type: z.enum(['ClusterSetIP', 'Headless', 'unknown']),
  ips: z.array(z.string()),
  ports: z.array(ServicePort),
  /** The clusters behind it, by the names of the cluster set: known exporters, whatever their health. */
  clusters: z.array(z.string()),
  /** How many more clusters it names than are kept. */
  clustersLeftOut: z.number(),
  conditions: z.array(ServiceCondition),
  /** Epoch milliseconds by our clock: when it was first seen; null when it was there as we came. */
  appearedAt: z.number().nullable(),
});
export type ServiceImport = z.infer<typeof ServiceImport>;

/** Endpoints of one source cluster, as they are mirrored into another (or derived in its own). */
export const ServiceEndpoints = z.object({
  /** By the name of the cluster set. */
  source: z.string(),
  ready: z.number(),
  total: z.number(),
  /** One endpoint stands for all pods of its cluster: no count of pods. */
  perCluster: z.boolean(),
});
export type ServiceEndpoints = z.infer<typeof ServiceEndpoints>;

/**
 * A Service that a cluster joins with those of the same name in other clusters of its mesh. Nothing is exported by name: each
 * cluster that has it so uses it, and those that share it lend their endpoints.
 */
export const Spread = z.object({
  /** Where requests go first: to endpoints of all, of its own cluster, or of other clusters. */
  affinity: z.enum(['none', 'local', 'remote']),
  /** It lends its endpoints to the others. */
  shared: z.boolean(),
  /** Its namespace is kept out of the mesh: it neither lends nor borrows. */
  apart: z.boolean(),
  ports: z.array(ServicePort),
  /** Epoch milliseconds by our clock: since when we see it so; null when it was there as we came. */
  appearedAt: z.number().nullable(),
});
export type Spread = z.infer<typeof Spread>;

/** What one cluster says of one multi-cluster service. */
export const ServiceReport = z.object({
  namespace: z.string(),
  name: z.string(),
  export: ServiceExport.nullable(),
  import: ServiceImport.nullable(),
  endpoints: z.array(ServiceEndpoints),
  /** Epoch milliseconds by our clock: the last change of `endpoints`, or when we came; without it nobody watches them. */
  endpointsChangedAt: z.number().optional(),
  /** How many more source clusters have endpoints here than are kept. */
  sourcesLeftOut: z.number(),
  /** Whether endpoints of other clusters are mirrored here; null where nobody says. */
  mirrored: z.boolean().nullable(),
  /** Where the source's services are spread: then there is no export and no import. */
  spread: Spread.optional(),
});
export type ServiceReport = z.infer<typeof ServiceReport>;

/** How far what a source says of services can be relied on. What it does not name is missing only when its lists are whole. */
export interface ServiceScope {
  /** Epoch milliseconds: when all of it was last known to hold. */
  observedAt: number;
  freshForMs: number;
  /** Complete lists have arrived. */
  listed: { exports: boolean; imports: boolean; endpoints: boolean };
  /** Services beyond the limit: of those nothing is known. */
  leftOut: number;
  /** The system by whose names (aliases) the cluster set calls its members; without it no object tells. */
  namedBy?: string;
  /** It speaks of Services that are spread over a mesh by their name, and of no exports. */
  spread?: true;
}

/** All that one source says of multi-cluster services in its cluster. */
export interface ClusterServices extends ServiceScope {
  source: string;
  cluster: string;
  /** The namespaces of the cluster; null while they are not known. */
  namespaces: ReadonlySet<string> | null;
  /** By `serviceKey`. The same map as before says the same: it is never changed in place. */
  services: ReadonlyMap<string, ServiceReport>;
}

/** `namespace/name`: one service in the whole cluster set. */
export function serviceKey({ namespace, name }: { namespace: string; name: string }): string {
  return `${namespace}/${name}`;
}
