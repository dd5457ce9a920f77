import {
  type Fleet,
  type FleetCluster,
  type FleetDirection,
  type FleetLink,
  type FleetMatrix,
  LAYER_LETTERS,
  STATUS_LETTERS,
} from '#lib/api/fleet.ts';
import { toInstant, toInstantOrNull } from '#lib/api/instant.ts';
import type { Cluster } from '#lib/model/cluster.ts';
import { LAYERS } from '#lib/model/layer.ts';
import type { Direction, Link } from '#lib/model/link.ts';
import type { Snapshot } from '#lib/model/snapshot.ts';
import { words } from '#lib/model/words.ts';
import { hideAddresses } from './hide-addresses.ts';

/** What stands in every answer about the fleet beside the snapshot. */
export interface FleetTitle {
  name: string;
  /** The scenario of a simulated fleet, or null. */
  simulated: string | null;
}

/** Walls show this too: why a cluster is not read names addresses, and stands in the cluster's own answer and its sources. */
const UNREAD = words('cluster.unread', 'We cannot read this cluster; its page and /sources say why');

export function clusterAnswer({ facts: _, aliases: __, ...cluster }: Cluster): FleetCluster {
  return {
    ...cluster,
    words: cluster.reading === 'unread' ? UNREAD : hideAddresses(cluster.words),
    since: toInstantOrNull(cluster.since),
    observedAt: toInstantOrNull(cluster.observedAt),
  };
}

export function directionAnswer(direction: Direction): FleetDirection {
  const layers: FleetDirection['layers'] = {};
  for (const layer of LAYERS) {
    const verdict = direction.layers[layer];
    if (verdict)
      layers[layer] = { status: verdict.status, conflict: verdict.conflict, since: toInstantOrNull(verdict.since) };
  }
  return {
    ...direction,
    since: toInstantOrNull(direction.since),
    observedAt: toInstantOrNull(direction.observedAt),
    layers,
  };
}

export function linkAnswer(link: Link): FleetLink {
  const [there, back] = link.directions;
  return {
    ...link,
    since: toInstantOrNull(link.since),
    observedAt: toInstantOrNull(link.observedAt),
    directions: [directionAnswer(there), directionAnswer(back)],
  };
}

/** A link as the overview and its stream tell it: walls show them. */
export function overviewLink(link: Link): FleetLink {
  const answer = linkAnswer(link);
  const [there, back] = answer.directions;
  const brief = (direction: FleetDirection) => ({ ...direction, words: hideAddresses(direction.words) });
  return { ...answer, directions: [brief(there), brief(back)] };
}

/** Clusters in the order of their ids: the order of matrix cells. */
export function clusterOrder(snapshot: Snapshot): Cluster[] {
  return [...snapshot.clusters.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** What both views of the fleet begin with. */
export function fleetHead(snapshot: Snapshot, title: FleetTitle): Omit<Fleet, 'links'> {
  return {
    revision: snapshot.revision,
    generatedAt: toInstant(snapshot.generatedAt),
    ...title,
    totals: snapshot.totals,
    systemNames: Object.fromEntries([...snapshot.sources.values()].map(({ system, label }) => [system, label])),
    sites: snapshot.sites,
    clusters: clusterOrder(snapshot).map(clusterAnswer),
  };
}

/** Whole seconds of an instant, or null. */
function seconds(ms: number | null, zeroAt: number): number | null {
  return ms === null ? null : Math.floor(ms / 1000) - zeroAt;
}

/** A round trip as cells carry it: one decimal. */
export function cellRtt(rttMs: number | null): number | null {
  return rttMs === null ? null : Math.round(rttMs * 10) / 10;
}

export function cellLoss(lossRatio: number | null): number | null {
  return lossRatio === null ? null : Math.floor(lossRatio * 100);
}

/** The fleet as columns of cells, laid out link by link. */
export class Matrix {
  readonly #head: Omit<Fleet, 'links'>;
  readonly #index: ReadonlyMap<string, number>;
  readonly #cells;

  constructor(snapshot: Snapshot, title: FleetTitle) {
    this.#head = fleetHead(snapshot, title);
    this.#index = new Map(this.#head.clusters.map((cluster, position) => [cluster.id, position]));
    const empty = <T>(value: T) => new Array<T>(this.#index.size ** 2).fill(value);
    this.#cells = {
      zeroAt: Math.floor(snapshot.generatedAt / 1000),
      status: empty<string>('.'),
      conflict: empty('0'),
      layer: empty<string>('.'),
      since: empty<number | null>(null),
      rttMs: empty<number | null>(null),
      lossPercent: empty<number | null>(null),
      observedAt: empty<number | null>(null),
    };
  }

  add({ directions }: Link): void {
    const cells = this.#cells;
    for (const direction of directions) {
      const [row, column] = [this.#index.get(direction.from), this.#index.get(direction.to)];
      if (row === undefined || column === undefined) continue;
      const cell = row * this.#index.size + column;
      cells.status[cell] = STATUS_LETTERS[direction.status];
      cells.conflict[cell] = direction.conflict ? '1' : '0';
      cells.layer[cell] = direction.ownerLayer ? LAYER_LETTERS[direction.ownerLayer] : '.';
      cells.since[cell] = seconds(direction.since, cells.zeroAt);
      cells.rttMs[cell] = cellRtt(direction.rttMs);
      cells.lossPercent[cell] = cellLoss(direction.lossRatio);
      cells.observedAt[cell] = seconds(direction.observedAt, cells.zeroAt);
    }
  }

  answer(links: number): FleetMatrix {
    const cells = this.#cells;
    return {
      ...this.#head,
      links,
      cells: {
        ...cells,
        status: cells.status.join(''),
        conflict: cells.conflict.join(''),
        layer: cells.layer.join(''),
      },
    };
  }
}

/** The same in one go. */
export function matrixAnswer(snapshot: Snapshot, title: FleetTitle): FleetMatrix {
  const matrix = new Matrix(snapshot, title);
  for (const link of snapshot.links.values()) matrix.add(link);
  return matrix.answer(snapshot.links.size);
}
