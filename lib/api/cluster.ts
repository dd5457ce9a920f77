import { z } from 'zod';
import { Alias, ClusterFacts, Gateway } from '#lib/model/cluster.ts';
import { FleetCluster, FleetLink } from './fleet.ts';
import { Instant } from './instant.ts';
import { ApiFinding, ApiObservation, ApiSource } from './observation.ts';

export const ApiClusterFacts = ClusterFacts.extend({
  gateways: z.array(Gateway.extend({ heartbeatAt: Instant.nullable() })),
  clock: z.object({ diffMs: z.number(), uncertaintyMs: z.number(), at: Instant }).nullable(),
});
export type ApiClusterFacts = z.infer<typeof ApiClusterFacts>;

/** `GET /api/v1/clusters/{id}` */
export const ClusterDetail = FleetCluster.extend({
  revision: z.number(),
  generatedAt: Instant,
  aliases: z.array(Alias),
  facts: ApiClusterFacts,
  /** Worst first. */
  links: z.array(FleetLink),
  /** The clusters at the other ends of `links`. */
  peers: z.array(FleetCluster),
  sources: z.array(ApiSource),
  observations: z.array(ApiObservation),
  findings: z.array(ApiFinding),
});
export type ClusterDetail = z.infer<typeof ClusterDetail>;
