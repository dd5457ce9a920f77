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

/** What stands in every answer about the fleet beside the snapshot. */
export interface FleetTitle {
  name: string;
  /** The scenario of a simulated fleet, or null. */
  simulated: string | null;
}

export function clusterAnswer({ facts: _, aliases: __, ...cluster }: Cluster): FleetCluster {
  return { ...cluster, since: toInstantOrNull(cluster.since), observedAt: toInstantOrNull(cluster.observedAt) };
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

export function matrixAnswer(snapshot: Snapshot, title: FleetTitle): FleetMatrix {
  const order = clusterOrder(snapshot);
  const index = new Map(order.map((cluster, position) => [cluster.id, position]));
  const n = order.length;
  const empty = <T>(value: T) => Array.from({ length: n * n }, () => value);
  const zeroAt = Math.floor(snapshot.generatedAt / 1000);
  const cells = {
    zeroAt,
    status: empty('.'),
    conflict: empty('0'),
    layer: empty('.'),
    since: empty<number | null>(null),
    rttMs: empty<number | null>(null),
    lossPercent: empty<number | null>(null),
    observedAt: empty<number | null>(null),
  };
  for (const link of snapshot.links.values()) {
    for (const direction of link.directions) {
      const cell = (index.get(direction.from) ?? -1) * n + (index.get(direction.to) ?? -1);
      if (cell < 0) continue;
      cells.status[cell] = STATUS_LETTERS[direction.status];
      cells.conflict[cell] = direction.conflict ? '1' : '0';
      cells.layer[cell] = direction.ownerLayer ? LAYER_LETTERS[direction.ownerLayer] : '.';
      cells.since[cell] = seconds(direction.since, zeroAt);
      cells.rttMs[cell] = cellRtt(direction.rttMs);
      cells.lossPercent[cell] = cellLoss(direction.lossRatio);
      cells.observedAt[cell] = seconds(direction.observedAt, zeroAt);
    }
  }
  return {
    ...fleetHead(snapshot, title),
    links: snapshot.links.size,
    cells: { ...cells, status: cells.status.join(''), conflict: cells.conflict.join(''), layer: cells.layer.join('') },
  };
}
