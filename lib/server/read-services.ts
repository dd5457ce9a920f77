import 'server-only';
import type { z } from 'zod';
import { toInstant } from '#lib/api/instant.ts';
import type { ServiceDetail, Services, ServicesQuery } from '#lib/api/services.ts';
import { serviceKey } from '#lib/model/service.ts';
import { compareServices, type ServiceSummary, serviceRowsIn, serviceSummary } from '#lib/model/service-rows.ts';
import { ServiceScene } from '#lib/model/service-scene.ts';
import type { Snapshot } from '#lib/model/snapshot.ts';
import { SpreadScene } from '#lib/model/spread-scene.ts';
import { spreadSummary } from '#lib/model/spread-view.ts';
import { serviceDetail, serviceReaders } from './answers/service-answer.ts';
import { BadRequest } from './bad-request.ts';
import { causeway } from './causeway.ts';
import { systemClock } from './clock.ts';

/**
 * What was worked out is good for so long, milliseconds, and for so many times as long as it took: pages ask again every 5 s, and
 * at 255 clusters with 400 services it is 100,000 rows.
 */
const GOOD_FOR_MS = 2000;
const GOOD_FOR_TIMES = 20;
/** What is good for less than this was cheap: it is worked out anew with each revision, milliseconds. */
const CHEAP_MS = 2500;
/** Everything else has its turn after so much time at it, milliseconds. */
const SLICE_MS = 15;

interface Kept {
  revision: number;
  scene: ServiceScene;
  spread: SpreadScene;
  goodUntil: number;
  summaries: Promise<ServiceSummary[]>;
}

const kept = new WeakMap<Snapshot, Kept>();

/** The services of a snapshot at this instant, or a moment before. */
function summariesOf(snapshot: Snapshot): Kept {
  const now = systemClock.now();
  const before = kept.get(snapshot);
  const cheap = before !== undefined && before.goodUntil - before.scene.now < CHEAP_MS;
  if (before && now < before.goodUntil && !(cheap && before.revision !== snapshot.revision)) return before;
  const scene = new ServiceScene(snapshot, now);
  const spread = new SpreadScene(snapshot, now);
  const next: Kept = {
    revision: snapshot.revision,
    scene,
    spread,
    goodUntil: Number.POSITIVE_INFINITY,
    summaries: summarise(scene, spread),
  };
  kept.set(snapshot, next);
  const end = () => {
    const after = systemClock.now();
    next.goodUntil = after + Math.max(GOOD_FOR_MS, GOOD_FOR_TIMES * (after - now));
  };
  next.summaries.then(end, () => kept.delete(snapshot));
  return next;
}

async function summarise(scene: ServiceScene, spread: SpreadScene): Promise<ServiceSummary[]> {
  const summaries: ServiceSummary[] = [];
  let begun = performance.now();
  for (const key of new Set([...scene.keys(), ...spread.keys()])) {
    if (performance.now() - begun > SLICE_MS) {
      await new Promise((resolve) => setImmediate(resolve));
      begun = performance.now();
    }
    // A name that is also exported is told as that; where requests for the other one go stands beside it.
    summaries.push(scene.has(key) ? serviceSummary(scene, key) : spreadSummary(spread, scene, key));
  }
  return summaries.sort(compareServices);
}

/** `GET /api/v1/services`. Throws `BadRequest` where a filter names a cluster that there is not. */
export async function readServices(query: z.infer<typeof ServicesQuery> = {}): Promise<Services> {
  const { names, snapshot } = (await causeway()).engine.fleet;
  const cluster = query.cluster === undefined ? undefined : names.current(query.cluster);
  if (cluster !== undefined && !snapshot.clusters.has(cluster))
    throw new BadRequest('cluster', `there is no cluster "${cluster}"`);
  const { scene, spread, summaries } = summariesOf(snapshot);
  const isIn = (key: string, id: string) =>
    serviceRowsIn(scene, key).includes(id) || spread.members(key).some((member) => member.cluster === id);
  const services = (await summaries).filter(
    (one) =>
      (query.namespace === undefined || one.namespace === query.namespace) &&
      (query.mark === undefined || one.mark === query.mark) &&
      (cluster === undefined || isIn(serviceKey(one), cluster)),
  );
  return {
    revision: snapshot.revision,
    generatedAt: toInstant(systemClock.now()),
    readers: serviceReaders(snapshot, scene),
    services,
  };
}

/** `GET /api/v1/services/{namespace}/{name}`; nothing when nobody exports, imports or spreads it. */
export async function readService(namespace: string, name: string): Promise<ServiceDetail | undefined> {
  const { snapshot } = (await causeway()).engine.fleet;
  const now = systemClock.now();
  const [scene, spread] = [new ServiceScene(snapshot, now), new SpreadScene(snapshot, now)];
  return serviceDetail(snapshot, scene, spread, serviceKey({ namespace, name }));
}
