import type { Site } from '#lib/model/cluster.ts';
import type { Direction } from '#lib/model/link.ts';
import type { Snapshot } from '#lib/model/snapshot.ts';
import { countMarks, rollUp } from '#lib/model/status.ts';

/** Rolls the links of a snapshot up: totals of all directions, and per site those that touch it. */
export function summarise(
  snapshot: Pick<Snapshot, 'links' | 'clusters'>,
  placeOf: (cluster: string) => Site,
): Pick<Snapshot, 'totals' | 'sites'> {
  const sites = new Map<string, Site>();
  for (const cluster of [...snapshot.clusters.values()].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const site = sites.get(cluster.site) ?? placeOf(cluster.id);
    site.clusters.push(cluster.id);
    sites.set(cluster.site, site);
  }
  const touching = new Map<string, Direction[]>([...sites.keys()].map((site) => [site, []]));
  const all: Direction[] = [];
  for (const link of snapshot.links.values()) {
    const ends = new Set(link.clusters.map((cluster) => snapshot.clusters.get(cluster)?.site ?? ''));
    all.push(...link.directions);
    for (const site of ends) touching.get(site)?.push(...link.directions);
  }
  for (const site of sites.values()) {
    const directions = touching.get(site.id) ?? [];
    Object.assign(site, rollUp(directions), { counts: countMarks(directions) });
  }
  return { totals: countMarks(all), sites: [...sites.values()].sort((a, b) => (a.id < b.id ? -1 : 1)) };
}
