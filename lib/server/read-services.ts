import 'server-only';
import type { z } from 'zod';
import { toInstant } from '#lib/api/instant.ts';
import type { ServiceDetail, Services, ServicesQuery } from '#lib/api/services.ts';
import { serviceKey } from '#lib/model/service.ts';
import { type ServiceSummary, serviceRowsIn, serviceSummaries } from '#lib/model/service-rows.ts';
import { ServiceScene } from '#lib/model/service-scene.ts';
import type { Snapshot } from '#lib/model/snapshot.ts';
import { serviceDetail, serviceReaders } from './answers/service-answer.ts';
import { BadRequest } from './bad-request.ts';
import { causeway } from './causeway.ts';
import { systemClock } from './clock.ts';

/** What was worked out is good for so long, milliseconds: pages ask again every 5 s, and there may be many. */
const GOOD_FOR_MS = 2000;

interface Kept {
  revision: number;
  scene: ServiceScene;
  summaries: ServiceSummary[] | null;
}

const kept = new WeakMap<Snapshot, Kept>();

/** The services of a snapshot at this instant, or a moment before. */
function servicesOf(snapshot: Snapshot): Kept {
  const now = systemClock.now();
  const before = kept.get(snapshot);
  if (before && before.revision === snapshot.revision && now - before.scene.now < GOOD_FOR_MS) return before;
  const next: Kept = { revision: snapshot.revision, scene: new ServiceScene(snapshot, now), summaries: null };
  kept.set(snapshot, next);
  return next;
}

/** `GET /api/v1/services`. Throws `BadRequest` where a filter names a cluster that there is not. */
export async function readServices(query: z.infer<typeof ServicesQuery> = {}): Promise<Services> {
  const { names, snapshot } = (await causeway()).engine.fleet;
  const cluster = query.cluster === undefined ? undefined : names.current(query.cluster);
  if (cluster !== undefined && !snapshot.clusters.has(cluster))
    throw new BadRequest('cluster', `there is no cluster "${cluster}"`);
  const known = servicesOf(snapshot);
  known.summaries ??= serviceSummaries(known.scene);
  const services = known.summaries.filter(
    (one) =>
      (query.namespace === undefined || one.namespace === query.namespace) &&
      (query.mark === undefined || one.mark === query.mark) &&
      (cluster === undefined || serviceRowsIn(known.scene, serviceKey(one)).includes(cluster)),
  );
  return {
    revision: snapshot.revision,
    generatedAt: toInstant(systemClock.now()),
    readers: serviceReaders(snapshot, known.scene),
    services,
  };
}

/** `GET /api/v1/services/{namespace}/{name}`; nothing when nobody exports or imports it. */
export async function readService(namespace: string, name: string): Promise<ServiceDetail | undefined> {
  const { snapshot } = (await causeway()).engine.fleet;
  return serviceDetail(snapshot, servicesOf(snapshot).scene, serviceKey({ namespace, name }));
}
