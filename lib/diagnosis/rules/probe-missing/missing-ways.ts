import { speaksOf } from '#lib/model/judge-layer.ts';
import type { Link, Probe } from '#lib/model/link.ts';
import type { Snapshot } from '#lib/model/snapshot.ts';
import { aboutLink } from '../../testimony.ts';

/** From its first answer on a source has so long to learn of its peers and to set its probes, milliseconds. */
const SETTLING_MS = 15_000;
/** A cluster that nobody has begun to read for so long is not just starting: its context is missing. */
const STARTING_MS = 60_000;

/** Clusters that can't be read, or had not the time to set probes, and at a start have no source yet; nothing is concluded of them. */
export function unsettledClusters(
  { clusters, sources }: Readonly<Pick<Snapshot, 'clusters' | 'sources'>>,
  now: number,
): Set<string | null> {
  const starting = [...clusters.values()].filter(
    ({ reading, since }) => reading === 'waiting' && now - (since ?? now) < STARTING_MS,
  );
  const unsettled = [...sources.values()].filter(
    ({ state, since }) => state === 'failed' || state === 'waiting' || now - since < SETTLING_MS,
  );
  return new Set([...starting.map(({ id }) => id), ...unsettled.map(({ cluster }) => cluster)]);
}

/** A direction that nothing measures, with the probes that were set for it and could never be asked. */
export interface MissingWay {
  from: string;
  to: string;
  refused: Probe[];
}

/** Whether a call of this probe was ever made: one that its agent refuses measures nothing. */
const asked = (probe: Probe) => probe.of > 0 || probe.remark === '';

/** Directions that no probe measures and no measurement, fresh or old, speaks of. */
export function missingWays(view: Readonly<Pick<Snapshot, 'observations' | 'probes'>>, link: Link): MissingWay[] {
  if (link.directions.every(({ layers }) => layers.path?.strength === 'measured')) return [];
  const [a, b] = link.clusters;
  const probes = view.probes.get(link.id) ?? [];
  const way = (from: string, to: string) => ({
    from,
    to,
    probes: probes.filter((probe) => probe.from === from && probe.to === to),
  });
  const unset = [way(a, b), way(b, a)].filter((one) => !one.probes.some(asked));
  if (unset.length === 0) return [];
  const measured = aboutLink(view, link).filter(
    ({ evidence }) => evidence?.layer === 'path' && evidence.strength === 'measured' && evidence.result !== 'none',
  );
  return unset
    .filter(({ from, to }) => !measured.some((observation) => speaksOf(observation, from, to)))
    .map(({ from, to, probes: refused }) => ({ from, to, refused }));
}
