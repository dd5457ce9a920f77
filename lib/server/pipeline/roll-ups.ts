import type { Site } from '#lib/model/cluster.ts';
import type { Link } from '#lib/model/link.ts';
import type { Snapshot } from '#lib/model/snapshot.ts';
import { type Counts, countMark, emptyCounts, type Judged, type Status, worseStatus } from '#lib/model/status.ts';

/** How many directions there are of each status, with and without conflict. */
class Roll {
  readonly #known = new Map<string, Judged & { count: number }>();

  add({ status, conflict }: Judged, by: 1 | -1): void {
    const key = `${status} ${conflict}`;
    const kind = this.#known.get(key) ?? { status, conflict, count: 0 };
    kind.count += by;
    this.#known.set(key, kind);
  }

  /** What they come to: the worst status, whether any is in conflict, and the counts. */
  get sum(): Judged & { counts: Counts } {
    const counts = emptyCounts();
    let worst: Status | null = null;
    let conflict = false;
    for (const kind of this.#known.values()) {
      if (kind.count === 0) continue;
      countMark(counts, kind, kind.count);
      worst = worst === null ? kind.status : worseStatus(worst, kind.status);
      conflict ||= kind.conflict;
    }
    return { status: worst ?? 'unknown', conflict, counts };
  }
}

/** What was counted of a link, and where. */
interface Counted {
  directions: readonly Judged[];
  sites: ReadonlySet<string>;
}

/** Totals of all directions, and of those that touch each site: counted link by link as they change, never all anew. */
export class RollUps {
  readonly #all = new Roll();
  readonly #sites = new Map<string, Roll>();
  readonly #links = new Map<string, Counted>();

  /** Counts a link as it is now, instead of as it was. */
  count({ id, clusters, directions }: Link, siteOf: (cluster: string) => string | undefined): void {
    this.drop(id);
    const sites = new Set(clusters.flatMap((cluster) => siteOf(cluster) ?? []));
    const counted = { directions, sites };
    this.#links.set(id, counted);
    this.#add(counted, 1);
  }

  drop(id: string): void {
    const known = this.#links.get(id);
    if (!known) return;
    this.#add(known, -1);
    this.#links.delete(id);
  }

  #add({ directions, sites }: Counted, by: 1 | -1): void {
    const rolls = [...sites].map((site) => {
      const roll = this.#sites.get(site) ?? new Roll();
      this.#sites.set(site, roll);
      return roll;
    });
    for (const direction of directions) for (const roll of [this.#all, ...rolls]) roll.add(direction, by);
  }

  /** Totals and sites of a snapshot. */
  of(clusters: Snapshot['clusters'], placeOf: (cluster: string) => Site): Pick<Snapshot, 'totals' | 'sites'> {
    const sites = new Map<string, Site>();
    for (const cluster of [...clusters.values()].sort((a, b) => (a.id < b.id ? -1 : 1))) {
      const site = sites.get(cluster.site) ?? placeOf(cluster.id);
      site.clusters.push(cluster.id);
      sites.set(cluster.site, site);
    }
    for (const site of sites.values()) Object.assign(site, (this.#sites.get(site.id) ?? new Roll()).sum);
    return { totals: this.#all.sum.counts, sites: [...sites.values()].sort((a, b) => (a.id < b.id ? -1 : 1)) };
  }
}
