import { type Cluster, emptyFacts } from '#lib/model/cluster.ts';
import { linkId } from '#lib/model/identity.ts';
import type { Link, Tunnel } from '#lib/model/link.ts';
import { madeCluster, madeDirection, madeLink } from '#lib/model/made-links.ts';
import type { Observation } from '#lib/model/observation.ts';
import type { Reading } from '#lib/model/reading.ts';
import { emptySnapshot, type Snapshot } from '#lib/model/snapshot.ts';
import { groupOf } from '#lib/model/subject.ts';
import type { DirectionVerdict } from '#lib/model/verdict.ts';

/** What a replay knows at one instant. */
export interface Known {
  readings: ReadonlyMap<string, Reading>;
  observations: readonly Observation[];
  /** By `from>to`. */
  verdicts: ReadonlyMap<string, DirectionVerdict>;
  /** Clusters whose API server does not answer. */
  unread: ReadonlySet<string>;
}

/** The snapshot that rules see: clusters that are read, those they name, their links, and sources that work. */
export function snapshotOf({ readings, observations, verdicts, unread }: Known, now: number): Snapshot {
  const snapshot = emptySnapshot(now);
  const named = [...verdicts.keys()].flatMap((key) => key.split('>'));
  for (const id of [...new Set([...readings.keys(), ...named])].sort())
    snapshot.clusters.set(id, clusterOf(id, readings.get(id), unread.has(id), now));
  snapshot.observations = Map.groupBy(observations, ({ subject }) => groupOf(subject));
  for (const [key, verdict] of verdicts) {
    const [from = '', to = ''] = key.split('>');
    const back = verdicts.get(`${to}>${from}`);
    if (from < to && back) snapshot.links.set(linkId(from, to), linkOf(from, to, verdict, back));
  }
  const tunnels = [...readings].flatMap(([from, reading]) =>
    reading.tunnels.map(({ peer, ...tunnel }): Tunnel => ({ ...tunnel, from, to: peer.name })),
  );
  snapshot.tunnels = Map.groupBy(tunnels, ({ from, to }) => linkId(from, to));
  for (const cluster of readings.keys()) {
    const ok = !unread.has(cluster);
    snapshot.sources.set(`${cluster}/submariner`, {
      id: `${cluster}/submariner`,
      system: 'submariner',
      cluster,
      label: 'Submariner',
      readThrough: '',
      state: ok ? 'ok' : 'failed',
      reason: ok ? null : 'unreachable',
      message: '',
      since: now,
      lastSuccessAt: now,
      nextTryAt: null,
      durationMs: 1,
      failures: 0,
      missing: [],
      notes: [],
    });
  }
  return snapshot;
}

function clusterOf(id: string, reading: Reading | undefined, unread: boolean, now: number): Cluster {
  return madeCluster(id, {
    reading: reading === undefined ? 'hearsay' : unread ? 'unread' : 'read',
    status: reading === undefined ? 'unknown' : unread ? 'stale' : 'up',
    observedAt: now,
    aliases: reading?.aliases.map(({ alias }) => alias) ?? [],
    facts: { ...emptyFacts(), ...reading?.facts },
  });
}

function linkOf(a: string, b: string, there: DirectionVerdict, back: DirectionVerdict): Link {
  const judged = (from: string, to: string) => {
    const { contradiction: _, validUntil: __, ...verdict } = from === a ? there : back;
    return madeDirection(from, to, verdict);
  };
  return madeLink(a, b, judged, { status: there.status });
}
