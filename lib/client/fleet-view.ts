import { type FleetCluster, type FleetMatrix, LAYER_LETTERS, STATUS_LETTERS } from '#lib/api/fleet.ts';
import type { Site } from '#lib/model/cluster.ts';
import { Layer } from '#lib/model/layer.ts';
import { type Counts, emptyCounts, MARKS, type Mark, markOf, rollUp, Status } from '#lib/model/status.ts';

/** A site and the stretch of rows that its clusters take: `start` to `end`, exclusive. */
export interface SiteRows {
  site: Site;
  start: number;
  end: number;
}

/** One direction of the fleet as `/` knows it. */
export interface FleetCell {
  from: FleetCluster;
  to: FleetCluster;
  status: Status;
  conflict: boolean;
  mark: Mark;
  ownerLayer: Layer | null;
  /** Epoch milliseconds. */
  since: number | null;
  rttMs: number | null;
  lossPercent: number | null;
  /** Epoch milliseconds. */
  observedAt: number | null;
}

/** Where there is no link. */
const NO_LINK = 255;

const STATUS_OF = new Map(Status.options.map((status) => [STATUS_LETTERS[status] as string, status]));
const LAYER_OF = new Map(Layer.options.map((layer) => [LAYER_LETTERS[layer] as string, layer]));
const INDEX_OF = new Map(MARKS.map((mark, index) => [mark, index]));

/** The sites of a fleet, and one for clusters whose site is not among them (yet): no cluster is left out of a drawing. */
function allSites(fleet: FleetMatrix): Site[] {
  const known = new Set(fleet.sites.map((site) => site.id));
  const homeless = fleet.clusters.filter((cluster) => !known.has(cluster.site));
  const ids = [...new Set(homeless.map((cluster) => cluster.site))];
  const unplaced = ids.map((id): Site => {
    const clusters = homeless.filter((cluster) => cluster.site === id);
    return {
      id,
      name: id || 'unplaced',
      kind: 'unplaced',
      provider: null,
      region: null,
      clusters: clusters.map((cluster) => cluster.id),
      ...rollUp(clusters),
      counts: emptyCounts(),
    };
  });
  return [...fleet.sites, ...unplaced];
}

/** Clusters under names that tell them apart: where two bear one name (a context, and what a peer calls by it), each is called by its id. */
function toldApart(clusters: readonly FleetCluster[]): readonly FleetCluster[] {
  const bearers = new Map<string, number>();
  for (const { name } of clusters) bearers.set(name, (bearers.get(name) ?? 0) + 1);
  return clusters.map((cluster) => ((bearers.get(cluster.name) ?? 0) > 1 ? { ...cluster, name: cluster.id } : cluster));
}

/** The fleet in the order in which it is drawn: by site, in rows and columns. Rows are numbers from 0. */
export class FleetView {
  readonly fleet: FleetMatrix;
  /** By row. */
  readonly clusters: readonly FleetCluster[];
  readonly sites: readonly SiteRows[];
  readonly rowOf: ReadonlyMap<string, number>;
  /** By row: the index in `sites`. */
  readonly siteIndex: readonly number[];
  readonly #place: number[];
  readonly #marks: Uint8Array;

  constructor(fleet: FleetMatrix) {
    this.fleet = fleet;
    const original = new Map(fleet.clusters.map((cluster, index) => [cluster.id, index]));
    const clusters: FleetCluster[] = [];
    const siteIndex: number[] = [];
    const sites: SiteRows[] = [];
    const named = toldApart(fleet.clusters);
    for (const site of allSites(fleet)) {
      const own = named.filter((cluster) => cluster.site === site.id);
      if (own.length === 0) continue;
      sites.push({ site, start: clusters.length, end: clusters.length + own.length });
      for (const cluster of own) {
        clusters.push(cluster);
        siteIndex.push(sites.length - 1);
      }
    }
    this.clusters = clusters;
    this.sites = sites;
    this.siteIndex = siteIndex;
    this.rowOf = new Map(clusters.map((cluster, row) => [cluster.id, row]));
    this.#place = clusters.map((cluster) => original.get(cluster.id) ?? 0);
    const size = clusters.length;
    this.#marks = new Uint8Array(size * size).fill(NO_LINK);
    for (let row = 0; row < size; row += 1) {
      for (let column = 0; column < size; column += 1) {
        const cell = this.cellIndex(row, column);
        const status = STATUS_OF.get(fleet.cells.status[cell] ?? '.');
        if (!status) continue;
        const mark = markOf({ status, conflict: fleet.cells.conflict[cell] === '1' });
        this.#marks[row * size + column] = INDEX_OF.get(mark) ?? NO_LINK;
      }
    }
  }

  get size(): number {
    return this.clusters.length;
  }

  /** The cell of the API's columns. */
  cellIndex(row: number, column: number): number {
    return (this.#place[row] ?? 0) * this.fleet.clusters.length + (this.#place[column] ?? 0);
  }

  /** The mark of a direction, or nothing where there is no link. */
  mark(row: number, column: number): Mark | undefined {
    return MARKS[this.#marks[row * this.size + column] ?? NO_LINK];
  }

  /** Everything known of a direction, or nothing where there is no link. */
  cell(row: number, column: number): FleetCell | undefined {
    const [from, to, mark] = [this.clusters[row], this.clusters[column], this.mark(row, column)];
    if (!from || !to || !mark) return undefined;
    const { cells } = this.fleet;
    const cell = this.cellIndex(row, column);
    const inMs = (seconds: number | null | undefined) => (seconds == null ? null : (cells.zeroAt + seconds) * 1000);
    return {
      from,
      to,
      mark,
      status: STATUS_OF.get(cells.status[cell] ?? '.') ?? 'unknown',
      conflict: cells.conflict[cell] === '1',
      ownerLayer: LAYER_OF.get(cells.layer[cell] ?? '.') ?? null,
      since: inMs(cells.since[cell]),
      rttMs: cells.rttMs[cell] ?? null,
      lossPercent: cells.lossPercent[cell] ?? null,
      observedAt: inMs(cells.observedAt[cell]),
    };
  }

  /** Adds one direction to counts; what has no link is left out. */
  #count(counts: Counts, row: number, column: number): void {
    const mark = this.mark(row, column);
    if (!mark) return;
    counts[mark] += 1;
    counts.total += 1;
    if (mark === 'down' && this.fleet.cells.conflict[this.cellIndex(row, column)] === '1') counts.downInConflict += 1;
  }

  /** Counts of the directions from rows to columns; `keep` narrows them. */
  count(
    from: { start: number; end: number },
    to: { start: number; end: number },
    keep: (row: number, column: number) => boolean = () => true,
  ): Counts {
    const counts = emptyCounts();
    for (let row = from.start; row < from.end; row += 1) {
      for (let column = to.start; column < to.end; column += 1) {
        if (keep(row, column)) this.#count(counts, row, column);
      }
    }
    return counts;
  }

  /** All rows. */
  get all(): { start: number; end: number } {
    return { start: 0, end: this.size };
  }

  countFrom(row: number): Counts {
    return this.count({ start: row, end: row + 1 }, this.all);
  }

  /** Both ways of everything that ends at a row. */
  countTouching(row: number): Counts {
    const counts = this.countFrom(row);
    for (let other = 0; other < this.size; other += 1) this.#count(counts, other, row);
    return counts;
  }

  countTo(column: number): Counts {
    return this.count(this.all, { start: column, end: column + 1 });
  }
}
