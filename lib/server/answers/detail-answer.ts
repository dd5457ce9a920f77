import type { ClusterDetail } from '#lib/api/cluster.ts';
import { toInstant, toInstantOrNull } from '#lib/api/instant.ts';
import type { DetailDirection, LinkDetail } from '#lib/api/link.ts';
import type { SourceSpan } from '#lib/api/observation.ts';
import type { Contradiction } from '#lib/model/contradiction.ts';
import type { Finding } from '#lib/model/finding.ts';
import { linkId } from '#lib/model/identity.ts';
import { LAYERS } from '#lib/model/layer.ts';
import type { Direction, Link } from '#lib/model/link.ts';
import type { Snapshot } from '#lib/model/snapshot.ts';
import { compareMarks, markOf } from '#lib/model/status.ts';
import type { Subject } from '#lib/model/subject.ts';
import { clusterAnswer, directionAnswer, linkAnswer } from './fleet-answer.ts';
import {
  findingAnswer,
  observationAnswer,
  observationWitness,
  probeAnswer,
  sourceAnswer,
  tunnelAnswer,
} from './witness-answer.ts';

/** The current contradiction of a direction, if there is one. */
export type ContradictionOf = (direction: Direction) => Contradiction | null;

export function linkDetail(
  snapshot: Snapshot,
  id: string,
  contradictionOf: ContradictionOf,
  now: number,
): LinkDetail | undefined {
  const link = snapshot.links.get(id);
  const [a, b] = link?.clusters ?? [];
  const ends = [a, b].map((cluster) => snapshot.clusters.get(cluster ?? ''));
  if (!link || !ends[0] || !ends[1]) return undefined;
  const observations = (snapshot.observations.get(`link/${id}`) ?? []).map((observation) =>
    observationAnswer(observation, now),
  );
  const directions: LinkDetail['directions'] = [
    detailDirection(link.directions[0], contradictionOf, now),
    detailDirection(link.directions[1], contradictionOf, now),
  ];
  const witnesses = (snapshot.observations.get(`link/${id}`) ?? [])
    .filter((observation) => observation.evidence && observation.evidence.result !== 'none')
    .map((observation) => observationWitness(observation, true, now));
  return {
    ...linkAnswer(link),
    revision: snapshot.revision,
    generatedAt: toInstant(now),
    directions,
    ends: [clusterAnswer(ends[0]), clusterAnswer(ends[1])],
    observations,
    witnesses,
    tunnels: (snapshot.tunnels.get(id) ?? []).map(tunnelAnswer),
    sessions: [],
    probes: (snapshot.probes.get(id) ?? []).map(probeAnswer),
    findings: findingsOf(snapshot, (subject) => touchesLink(subject, link)),
  };
}

function detailDirection(direction: Direction, contradictionOf: ContradictionOf, now: number): DetailDirection {
  const layers: DetailDirection['layers'] = {};
  for (const layer of LAYERS) {
    const verdict = direction.layers[layer];
    if (verdict)
      layers[layer] = {
        ...verdict,
        since: toInstantOrNull(verdict.since),
        observedAt: toInstantOrNull(verdict.observedAt),
      };
  }
  const found = contradictionOf(direction);
  const shown = found?.flagged ? found : null;
  // Whoever agrees with the verdict of the direction is believed.
  const works = direction.observedStatus !== 'down';
  return {
    ...directionAnswer(direction),
    layers,
    contradiction: {
      since: shown ? toInstant(shown.since) : null,
      why: shown?.why.text ?? '',
      witnesses: [
        ...(shown?.works ?? []).map((observation) => observationWitness(observation, works, now)),
        ...(shown?.fails ?? []).map((observation) => observationWitness(observation, !works, now)),
      ],
    },
  };
}

export function clusterDetail(
  snapshot: Snapshot,
  id: string,
  now: number,
  sourceHours: ReadonlyMap<string, SourceSpan[]> = new Map(),
): ClusterDetail | undefined {
  const cluster = snapshot.clusters.get(id);
  if (!cluster) return undefined;
  const links = [...snapshot.links.values()].filter((link) => link.clusters.includes(id)).sort(byWorst);
  const peers = links.flatMap(
    (link) => snapshot.clusters.get(link.clusters[0] === id ? link.clusters[1] : link.clusters[0]) ?? [],
  );
  const { facts } = cluster;
  return {
    ...clusterAnswer(cluster),
    words: cluster.words,
    revision: snapshot.revision,
    generatedAt: toInstant(now),
    aliases: cluster.aliases,
    facts: {
      ...facts,
      gateways: facts.gateways.map((gateway) => ({ ...gateway, heartbeatAt: toInstantOrNull(gateway.heartbeatAt) })),
      clock: facts.clock ? { ...facts.clock, at: toInstant(facts.clock.at) } : null,
    },
    links: links.map(linkAnswer),
    peers: peers.map(clusterAnswer),
    sources: [...snapshot.sources.values()]
      .filter((source) => source.cluster === id)
      .map((source) => sourceAnswer(source, sourceHours.get(source.id))),
    observations: (snapshot.observations.get(`cluster/${id}`) ?? []).map((observation) =>
      observationAnswer(observation, now),
    ),
    findings: findingsOf(snapshot, (subject) => touchesCluster(subject, id)),
  };
}

function byWorst(a: Link, b: Link): number {
  const worst = (link: Link) => link.directions.map(markOf).reduce((x, y) => (compareMarks(x, y) <= 0 ? x : y));
  return compareMarks(worst(a), worst(b)) || (a.id < b.id ? -1 : 1);
}

const SEVERITY_ORDER = ['critical', 'warning', 'info'];

/** Findings that pass, worst first, then oldest first. */
export function findingsOf(
  snapshot: Snapshot,
  passes: (subject: Subject, finding: Finding) => boolean,
): LinkDetail['findings'] {
  return [...snapshot.findings.values()]
    .filter((finding) => passes(finding.subject, finding))
    .sort(
      (a, b) =>
        SEVERITY_ORDER.indexOf(a.severity) - SEVERITY_ORDER.indexOf(b.severity) ||
        a.firstSeenAt - b.firstSeenAt ||
        (a.id < b.id ? -1 : 1),
    )
    .map(findingAnswer);
}

export function touchesLink(subject: Subject, link: Pick<Link, 'id' | 'clusters'>): boolean {
  if (subject.kind === 'link') return subject.link === link.id;
  if (subject.kind === 'direction') return linkId(subject.from, subject.to) === link.id;
  return subject.kind === 'cluster' && link.clusters.includes(subject.cluster);
}

export function touchesCluster(subject: Subject, id: string): boolean {
  if (subject.kind === 'cluster') return subject.cluster === id;
  if (subject.kind === 'direction') return subject.from === id || subject.to === id;
  if (subject.kind === 'link') return subject.link.split('~').includes(id);
  return subject.source.startsWith(`${id}/`);
}
