import type { Alias } from '#lib/model/cluster.ts';
import { linkId } from '#lib/model/identity.ts';
import type { Probe, Tunnel } from '#lib/model/link.ts';
import type { Observation } from '#lib/model/observation.ts';
import type { About, Reading, Statement } from '#lib/model/reading.ts';
import type { Sample } from '#lib/model/sample.ts';
import { type Subject, subjectKey } from '#lib/model/subject.ts';
import { type PlacedTable, placeTables } from './placed-table.ts';

/** Where a reading comes from. */
export interface ReadingSource {
  id: string;
  cluster: string;
  system: string;
}

/** A reading in Causeway's own names. */
export interface ResolvedReading {
  /** In the order of the statements; undefined where a name can't be told. */
  observations: (Observation | undefined)[];
  tables: PlacedTable[];
  samples: Sample[];
  peers: { cluster: string; expected: boolean }[];
  /** In the order of the reading's, as above. */
  tunnels: (Tunnel | undefined)[];
  probes: Probe[];
}

/** What can be said in one go: a reading, or a part of one. */
export type Saying = Pick<Reading, 'statements' | 'probes'> &
  Partial<Pick<Reading, 'tables' | 'measurements' | 'peers' | 'tunnels'>>;

/**
 * Turns the names of one reading into cluster ids; `idOf` answers the id of a peer, or nothing while it can't be told. What
 * speaks of an untold peer, or of the cluster as its own peer, is left out.
 */
export function resolveReading(
  { statements, probes, tables = [], measurements = [], peers = [], tunnels = [] }: Saying,
  source: ReadingSource,
  idOf: (peer: Alias) => string | undefined,
  now: number,
): ResolvedReading {
  const { cluster } = source;
  const subjects = new Map<About, Subject | undefined>();
  const subjectOf = (about: About): Subject | undefined => {
    if (!subjects.has(about)) subjects.set(about, resolved(about));
    return subjects.get(about);
  };
  const otherOf = (peer: Alias): string | undefined => {
    const id = idOf(peer);
    return id === cluster ? undefined : id;
  };
  const resolved = (about: About): Subject | undefined => {
    if (about.kind === 'self') return { kind: 'cluster', cluster };
    const peer = otherOf(about.peer);
    return peer === undefined ? undefined : subjectBetween(cluster, peer, about.direction);
  };
  const between = <T extends { peer: Alias }>({ peer, ...rest }: T) => {
    const to = otherOf(peer);
    return to === undefined ? [] : [{ ...rest, from: cluster, to }];
  };
  return {
    observations: statements.map((said) => {
      const subject = subjectOf(said.about);
      return subject && observationOf(said, subject, source, now);
    }),
    tables: placeTables(tables, source, otherOf, now),
    samples: measurements.flatMap(({ about, ...measurement }) => {
      const subject = subjectOf(about);
      return subject ? [{ ...measurement, subject: subjectKey(subject), measuredFrom: cluster }] : [];
    }),
    peers: peers.flatMap((claim) => {
      const peer = idOf(claim.peer);
      return peer === undefined ? [] : [{ cluster: peer, expected: claim.expected }];
    }),
    tunnels: tunnels.map((tunnel) => between(tunnel)[0]),
    probes: probes.flatMap(between),
  };
}

/** What a cluster says of its link to a peer, or of one way of it. */
export function subjectBetween(cluster: string, peer: string, direction: 'link' | 'out' | 'in'): Subject {
  if (direction === 'link') return { kind: 'link', link: linkId(cluster, peer) };
  return direction === 'out'
    ? { kind: 'direction', from: cluster, to: peer }
    : { kind: 'direction', from: peer, to: cluster };
}

/** Written out: thousands a second, and a copy of a copy is most of what they would cost. */
export function observationOf(said: Statement, subject: Subject, source: ReadingSource, now: number): Observation {
  return {
    id: said.id,
    source: source.id,
    system: source.system,
    observer: source.cluster,
    subject,
    layer: said.layer,
    status: said.status,
    words: said.words,
    witness: said.witness,
    facts: said.facts,
    evidence: said.evidence,
    observedAt: said.observedAt,
    collectedAt: now,
    freshForMs: said.freshForMs,
  };
}
