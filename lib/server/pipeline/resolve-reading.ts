import type { Alias } from '#lib/model/cluster.ts';
import type { Probe, Tunnel } from '#lib/model/link.ts';
import type { Observation } from '#lib/model/observation.ts';
import type { Reading } from '#lib/model/reading.ts';
import type { Sample } from '#lib/model/sample.ts';
import type { About } from '#lib/model/statement.ts';
import { type Subject, subjectKey } from '#lib/model/subject.ts';
import { type PlacedTable, placeTables } from './placed-table.ts';
import type { ReadingSource } from './reading-source.ts';
import { observationOf, subjectBetween } from './resolve-statement.ts';

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
