import type { Observation } from '#lib/model/observation.ts';
import type { Snapshot } from '#lib/model/snapshot.ts';

/** All that is said of the clusters and links of a snapshot. */
export function allSaid({ clusters, links, observations }: Snapshot): Observation[] {
  const subjects = [...clusters.keys().map((id) => `cluster/${id}`), ...links.keys().map((id) => `link/${id}`)];
  return subjects.flatMap((subject) => observations.get(subject) ?? []);
}
