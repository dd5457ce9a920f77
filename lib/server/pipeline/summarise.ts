import type { Site } from '#lib/model/cluster.ts';
import type { Snapshot } from '#lib/model/snapshot.ts';
import { type Counts, countMark, emptyCounts, type Judged, type Status, worseStatus } from '#lib/model/status.ts';

/** What many directions come to, added one by one: a large fleet is rolled up with every change. */
class Tally {
  readonly counts: Counts = emptyCounts();
  #worst: Status | null = null;
  #conflict = false;

  add(subject: Judged): void {
    countMark(this.counts, subject);
    this.#worst = this.#worst === null ? subject.status : worseStatus(this.#worst, subject.status);
    this.#conflict ||= subject.conflict;
  }

  get mark(): Judged {
    return { status: this.#worst ?? 'unknown', conflict: this.#conflict };
  }
}

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
  const all = new Tally();
  const touching = new Map([...sites.keys()].map((site) => [site, new Tally()]));
  const tallyOf = new Map([...snapshot.clusters].map(([id, { site }]) => [id, touching.get(site)]));
  for (const { clusters, directions } of snapshot.links.values()) {
    const first = tallyOf.get(clusters[0]);
    const second = tallyOf.get(clusters[1]);
    for (const direction of directions) {
      all.add(direction);
      first?.add(direction);
      if (second !== first) second?.add(direction);
    }
  }
  for (const site of sites.values()) {
    const tally = touching.get(site.id) ?? new Tally();
    Object.assign(site, tally.mark, { counts: tally.counts });
  }
  return { totals: all.counts, sites: [...sites.values()].sort((a, b) => (a.id < b.id ? -1 : 1)) };
}
