import 'server-only';
import type { z } from 'zod';
import type { ClusterDetail } from '#lib/api/cluster.ts';
import type { Findings, FindingsQuery } from '#lib/api/findings.ts';
import type { FleetMatrix } from '#lib/api/fleet.ts';
import { toInstant } from '#lib/api/instant.ts';
import type { LinkDetail } from '#lib/api/link.ts';
import type { Sources } from '#lib/api/sources.ts';
import { RULES } from '#lib/diagnosis/rules/index.ts';
import { accessFaults } from './access/door.ts';
import { clusterDetail, findingsOf, linkDetail, touchesCluster, touchesLink } from './answers/detail-answer.ts';
import type { FleetView } from './answers/encode-fleet.ts';
import { clusterOrder, matrixAnswer } from './answers/fleet-answer.ts';
import { findingAnswer, sourceAnswer } from './answers/witness-answer.ts';
import { BadRequest } from './bad-request.ts';
import { type Causeway, causeway } from './causeway.ts';
import { systemClock } from './clock.ts';
import { readHistorySize } from './read-history-size.ts';
import { readSourceHours } from './read-source-hours.ts';

/** `GET /api/v1/fleet`: the answer as JSON, in parts. */
export async function readFleet(view: FleetView): Promise<readonly Uint8Array[]> {
  const { hub } = await causeway();
  return (await hub.recent(view)).parts;
}

/** The fleet in columns, for a page that is drawn here. */
export async function readMatrix(): Promise<FleetMatrix> {
  const { engine, title } = await causeway();
  return matrixAnswer(engine.fleet.snapshot, title);
}

/** `GET /api/v1/links/{id}`; nothing when there is no such link. */
export async function readLink(id: string): Promise<LinkDetail | undefined> {
  const { fleet } = (await causeway()).engine;
  const at = fleet.names.currentLink(id);
  return linkDetail(fleet.snapshot, at, ({ from, to }) => fleet.contradictionOf(from, to), systemClock.now());
}

/** `GET /api/v1/clusters/{id}`; nothing when there is no such cluster. */
export async function readCluster(id: string): Promise<ClusterDetail | undefined> {
  const { fleet, history } = (await causeway()).engine;
  const [current, now] = [fleet.names.current(id), systemClock.now()];
  return clusterDetail(fleet.snapshot, current, now, await readSourceHours(history, `${current}/`, now));
}

/** Whether everybody has answered or failed once: what is not known by now is not there. */
export async function readIsComplete(): Promise<boolean> {
  return (await causeway()).engine.isComplete;
}

/** `GET /api/v1/findings`. Throws `BadRequest` where a filter names what there is not: an empty list would say that all is well. */
export async function readFindings(query: z.infer<typeof FindingsQuery> = {}): Promise<Findings> {
  const { names, snapshot } = (await causeway()).engine.fleet;
  const { rule, severity } = query;
  const cluster = query.cluster === undefined ? undefined : names.current(query.cluster);
  const link = query.link === undefined ? undefined : snapshot.links.get(names.currentLink(query.link));
  if (rule !== undefined && !RULES.some(({ id }) => id === rule))
    throw new BadRequest('rule', `there is no rule "${rule}"; there are ${RULES.map(({ id }) => id).join(', ')}`);
  if (cluster !== undefined && !snapshot.clusters.has(cluster))
    throw new BadRequest('cluster', `there is no cluster "${cluster}"`);
  if (query.link !== undefined && !link) throw new BadRequest('link', `there is no link "${query.link}"`);
  const passes: Parameters<typeof findingsOf>[1] = (subject, finding) =>
    (rule === undefined || finding.rule === rule) &&
    (severity === undefined || finding.severity === severity) &&
    (cluster === undefined || touchesCluster(subject, cluster)) &&
    (link === undefined || touchesLink(subject, link));
  return {
    revision: snapshot.revision,
    generatedAt: toInstant(systemClock.now()),
    findings: findingsOf(snapshot, passes),
  };
}

/** `GET /api/v1/sources` */
export async function readSources(): Promise<Sources> {
  const running: Causeway = await causeway();
  const { snapshot } = running.engine.fleet;
  const hours = await readSourceHours(running.engine.history, '', systemClock.now());
  const siteNames = new Map(snapshot.sites.map((site) => [site.id, site.name]));
  return {
    revision: snapshot.revision,
    generatedAt: toInstant(systemClock.now()),
    sources: [...snapshot.sources.values()]
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .map((source) => sourceAnswer(source, hours.get(source.id))),
    clusters: clusterOrder(snapshot).map(({ id, name, site }) => ({
      id,
      name,
      site,
      siteName: siteNames.get(site) ?? site,
    })),
    blind: [...snapshot.findings.values()]
      .filter(({ kind, subject }) => kind === 'blind' || subject.kind === 'source')
      .map(findingAnswer),
    own: [...accessFaults(), ...running.engine.faults()],
    history: await readHistorySize(running.engine.history, systemClock.now()),
  };
}
