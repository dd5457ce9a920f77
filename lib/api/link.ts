import { z } from 'zod';
import { Layer } from '#lib/model/layer.ts';
import { FleetCluster, FleetDirection, FleetLink } from './fleet.ts';
import { Instant } from './instant.ts';
import { ApiFinding, ApiLayerVerdict, ApiObservation, ApiProbe, ApiTunnel, ApiWitness } from './observation.ts';

/** A direction with the words of each layer and the witnesses of a contradiction. */
export const DetailDirection = FleetDirection.extend({
  layers: z.partialRecord(Layer, ApiLayerVerdict),
  /** Those who say it works and those who say it does not, when they contradict each other; else empty. */
  contradiction: z.object({ since: Instant.nullable(), why: z.string(), witnesses: z.array(ApiWitness) }),
});
export type DetailDirection = z.infer<typeof DetailDirection>;

/** `GET /api/v1/links/{id}` */
export const LinkDetail = FleetLink.extend({
  revision: z.number(),
  generatedAt: Instant,
  directions: z.tuple([DetailDirection, DetailDirection]),
  /** The two clusters, in the order of `clusters`. */
  ends: z.tuple([FleetCluster, FleetCluster]),
  observations: z.array(ApiObservation),
  witnesses: z.array(ApiWitness),
  tunnels: z.array(ApiTunnel),
  /** Sessions of routing daemons; empty until a routing system is read. */
  sessions: z.array(z.never()),
  probes: z.array(ApiProbe),
  findings: z.array(ApiFinding),
});
export type LinkDetail = z.infer<typeof LinkDetail>;
