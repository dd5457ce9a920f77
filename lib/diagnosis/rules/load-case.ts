import { type Cluster, emptyFacts } from '#lib/model/cluster.ts';
import { LINK_SCOPE } from '#lib/model/evidence.ts';
import { directionId, linkId } from '#lib/model/identity.ts';
import type { Direction, Link, Probe } from '#lib/model/link.ts';
import { madeCluster, madeDirection, madeLink } from '#lib/model/made-links.ts';
import type { Observation } from '#lib/model/observation.ts';
import type { Snapshot } from '#lib/model/snapshot.ts';
import type { Source } from '#lib/model/source.ts';
import { emptyCounts } from '#lib/model/status.ts';
import { groupOf, type Subject } from '#lib/model/subject.ts';
import { judgeDirection } from '#lib/model/verdict.ts';
import { words } from '#lib/model/words.ts';
import { aboutLink } from '../testimony.ts';
import { type CaseNames, namesOf } from './load-names.ts';
import { type CaseServices, servicesOf } from './load-services.ts';

/** The instant of every case: Friday 27 November 2026, 09:41:07 UTC. */
export const CASE_NOW = Date.UTC(2026, 10, 27, 9, 41, 7);

/**
 * A snapshot as the cases write it: only what matters, lists instead of maps, instants as seconds before the case's own
 * (`since: 30`, `heartbeatAt: 12`). Verdicts are not written: they are judged from the observations.
 */
export interface Case {
  /** What the case shows, for its reader. */
  about: string;
  /** Seconds for which the observations have held; 60 when nothing is said. */
  heldForS?: number;
  clusters: (Partial<Cluster> & Pick<Cluster, 'id'>)[];
  /** `fra~dub`: two ids in any order. */
  links?: (Partial<Omit<Direction, 'layers'>> & { between: string; expected?: boolean; systems?: string[] })[];
  observations?: CaseObservation[];
  probes?: (Partial<Probe> & Pick<Probe, 'from' | 'to'>)[];
  sources?: (Partial<Source> & Pick<Source, 'id'>)[];
  services?: CaseServices[];
  names?: CaseNames[];
}

type Evidence = NonNullable<Observation['evidence']>;

interface CaseObservation extends Partial<Evidence> {
  /** `fra>dub`, `fra~dub` for the link, or `fra` for the cluster. */
  of: string;
  /** The cluster whose side speaks. */
  by: string;
  says: string;
  /** `probe`, unless said otherwise: measured, of the path. Any other system gives its own word of the tunnel. */
  system?: string;
  /** Seconds since it was observed; 4 when nothing is said. */
  agoS?: number;
  freshForS?: number;
  facts?: Observation['facts'];
}

/** Makes the snapshot of a case. */
export function loadCase(written: Case): Snapshot {
  const snapshot: Snapshot = {
    revision: 1,
    generatedAt: CASE_NOW,
    totals: emptyCounts(),
    sites: [],
    clusters: new Map(written.clusters.map((cluster) => [cluster.id, clusterOf(cluster)])),
    links: new Map(),
    observations: Map.groupBy((written.observations ?? []).map(observationOf), ({ subject }) => groupOf(subject)),
    tunnels: new Map(),
    probes: Map.groupBy((written.probes ?? []).map(probeOf), (probe) => linkId(probe.from, probe.to)),
    sources: new Map((written.sources ?? []).map((source) => [source.id, sourceOf(source)])),
    services: new Map(
      (written.services ?? []).map((one) => [`${one.cluster}/${one.mesh ?? 'mcs'}`, servicesOf(one, CASE_NOW)]),
    ),
    names: new Map((written.names ?? []).map((one) => [`${one.cluster}/probes`, namesOf(one, CASE_NOW)])),
    findings: new Map(),
  };
  for (const written_ of written.links ?? []) {
    const link = linkOf(written_, snapshot, (written.heldForS ?? 60) * 1000);
    snapshot.links.set(link.id, link);
  }
  return snapshot;
}

/** Seconds before the case's instant, to epoch milliseconds. */
function before(seconds: number): number {
  return CASE_NOW - seconds * 1000;
}

function clusterOf(given: Case['clusters'][number]): Cluster {
  const facts = { ...emptyFacts(), ...given.facts };
  return {
    ...madeCluster(given.id, { since: before(3600), observedAt: before(2), systems: [] }),
    ...given,
    since: before(given.since ?? 3600),
    facts: {
      ...facts,
      clock: facts.clock && { ...facts.clock, at: before(facts.clock.at) },
      gateways: facts.gateways.map((gateway) => ({
        ...gateway,
        heartbeatAt: gateway.heartbeatAt === null ? null : before(gateway.heartbeatAt),
      })),
    },
  };
}

function observationOf(given: CaseObservation, index: number): Observation {
  const { of, by, says, system = 'probe', agoS = 4, freshForS = 90, facts = [], ...evidence } = given;
  const probed = system === 'probe';
  return {
    id: `${index}`,
    source: `${by}/${system}`,
    system,
    observer: by,
    subject: subjectOf(of),
    layer: evidence.layer ?? (probed ? 'path' : 'tunnel'),
    status: evidence.result === 'pass' ? 'up' : 'down',
    words: words('case', says),
    witness: `${system} in ${by}`,
    facts,
    evidence: {
      layer: probed ? 'path' : 'tunnel',
      scope: LINK_SCOPE,
      way: 'both',
      size: 'small',
      strength: probed ? 'measured' : 'own-word',
      result: 'pass',
      ...evidence,
    },
    observedAt: before(agoS),
    collectedAt: before(agoS),
    freshForMs: freshForS * 1000,
  };
}

function subjectOf(text: string): Subject {
  const [a = '', b = ''] = text.split(/[~>]/);
  if (b === '') return { kind: 'cluster', cluster: a };
  return text.includes('>') ? { kind: 'direction', from: a, to: b } : { kind: 'link', link: linkId(a, b) };
}

function probeOf(given: NonNullable<Case['probes']>[number]): Probe {
  return {
    id: `${directionId(given.from, given.to)}/${given.kind ?? 'icmp'}`,
    kind: 'icmp',
    what: 'icmp',
    target: '10.41.7.20',
    sizeBytes: 64,
    everyMs: 10_000,
    status: 'up',
    passed: 30,
    of: 30,
    valueMs: 24,
    remark: '',
    ...given,
    // What was never called was never seen.
    observedAt: given.of === 0 ? null : before(given.observedAt ?? 4),
  };
}

function sourceOf(given: NonNullable<Case['sources']>[number]): Source {
  const [cluster = '', system = ''] = given.id.split('/');
  return {
    cluster: system === '' ? null : cluster,
    system: system || given.id,
    label: system || given.id,
    readThrough: `https://${cluster}.example:6443`,
    state: 'ok',
    reason: null,
    message: '',
    durationMs: 40,
    failures: 0,
    missing: [],
    notes: [],
    ...given,
    since: before(given.since ?? 3600),
    lastSuccessAt: before(given.lastSuccessAt ?? 4),
    nextTryAt: null,
  };
}

function linkOf(given: NonNullable<Case['links']>[number], snapshot: Snapshot, heldForMs: number): Link {
  const [a = '', b = ''] = given.between.split('~').sort();
  const observations = aboutLink(snapshot, { id: linkId(a, b) });
  const judged = (from: string, to: string): Direction => {
    const question = { from, to, observations, maintenance: false };
    const earlier = judgeDirection({ ...question, now: CASE_NOW - heldForMs, previous: null });
    const {
      contradiction: _,
      validUntil: __,
      ...verdict
    } = judgeDirection({
      ...question,
      now: CASE_NOW,
      previous: earlier,
    });
    const { mtuBytes = null, expectedMtuBytes = null } = given;
    return madeDirection(from, to, { ...verdict, mtuBytes, expectedMtuBytes });
  };
  const { systems = ['submariner'], expected = true } = given;
  return madeLink(a, b, judged, { systems, expected });
}
