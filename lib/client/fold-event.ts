import { type FleetDirection, type FleetMatrix, LAYER_LETTERS, STATUS_LETTERS } from '#lib/api/fleet.ts';
import type { FiguresEvent, PatchEvent } from '#lib/api/stream.ts';
import { linkEnds } from '#lib/model/identity.ts';

/** A fold that cannot be made: the event does not follow on what is held, and a new snapshot is needed. */
export type Gap = 'gap';

/** The column cells of a fleet as they are changed: strings are taken apart once, written to, and joined. */
function openCells(cells: FleetMatrix['cells']) {
  const { zeroAt } = cells;
  const seconds = (instant: string | null) =>
    instant === null ? null : Math.floor(Date.parse(instant) / 1000) - zeroAt;
  const status = [...cells.status];
  const conflict = [...cells.conflict];
  const layer = [...cells.layer];
  const since = [...cells.since];
  const rttMs = [...cells.rttMs];
  const lossPercent = [...cells.lossPercent];
  const observedAt = [...cells.observedAt];
  return {
    write(cell: number, direction: FleetDirection) {
      status[cell] = STATUS_LETTERS[direction.status];
      conflict[cell] = direction.conflict ? '1' : '0';
      layer[cell] = direction.ownerLayer ? LAYER_LETTERS[direction.ownerLayer] : '.';
      since[cell] = seconds(direction.since);
      rttMs[cell] = direction.rttMs;
      lossPercent[cell] = direction.lossRatio === null ? null : Math.round(direction.lossRatio * 100);
      observedAt[cell] = seconds(direction.observedAt);
    },
    erase(cell: number) {
      status[cell] = '.';
      conflict[cell] = '0';
      layer[cell] = '.';
      since[cell] = null;
      rttMs[cell] = null;
      lossPercent[cell] = null;
      observedAt[cell] = null;
    },
    close(): FleetMatrix['cells'] {
      return {
        zeroAt,
        status: status.join(''),
        conflict: conflict.join(''),
        layer: layer.join(''),
        since,
        rttMs,
        lossPercent,
        observedAt,
      };
    },
  };
}

/** The fleet after a patch, or `gap` when the patch follows on another revision or names a cluster that is not held. */
export function foldPatch(fleet: FleetMatrix, patch: PatchEvent): FleetMatrix | Gap {
  if (patch.revision <= fleet.revision) return fleet;
  if (patch.previous !== fleet.revision) return 'gap';
  const place = new Map(fleet.clusters.map((cluster, index) => [cluster.id, index]));
  if (patch.clusters.some((cluster) => !place.has(cluster.id))) return 'gap';
  const cellOf = (from: string, to: string): number | undefined => {
    const [i, j] = [place.get(from), place.get(to)];
    return i === undefined || j === undefined ? undefined : i * fleet.clusters.length + j;
  };
  const cells = openCells(fleet.cells);
  let links = fleet.links;
  for (const link of patch.links) {
    for (const [index, direction] of link.directions.entries()) {
      const cell = cellOf(direction.from, direction.to);
      if (cell === undefined) return 'gap';
      if (index === 0 && fleet.cells.status[cell] === '.') links += 1;
      cells.write(cell, direction);
    }
  }
  for (const id of patch.removedLinks) {
    const [a, b] = linkEnds(id) ?? [];
    if (a === undefined || b === undefined) return 'gap';
    const [there, back] = [cellOf(a, b), cellOf(b, a)];
    if (there === undefined || back === undefined) return 'gap';
    if (fleet.cells.status[there] !== '.') links -= 1;
    cells.erase(there);
    cells.erase(back);
  }
  const changed = new Map(patch.clusters.map((cluster) => [cluster.id, cluster]));
  return {
    ...fleet,
    revision: patch.revision,
    generatedAt: patch.generatedAt,
    totals: patch.totals,
    sites: patch.sites,
    clusters: fleet.clusters.map((cluster) => changed.get(cluster.id) ?? cluster),
    links,
    cells: cells.close(),
  };
}

/** The fleet with the figures that moved; figures of another revision are left out, the next ones will fit. */
export function foldFigures(fleet: FleetMatrix, figures: FiguresEvent): FleetMatrix {
  if (figures.revision !== fleet.revision || figures.cells.length === 0) return fleet;
  const rttMs = [...fleet.cells.rttMs];
  const lossPercent = [...fleet.cells.lossPercent];
  const observedAt = [...fleet.cells.observedAt];
  for (const [index, cell] of figures.cells.entries()) {
    if (cell >= rttMs.length) continue;
    rttMs[cell] = figures.rttMs[index] ?? null;
    lossPercent[cell] = figures.lossPercent[index] ?? null;
    const at = figures.observedAt[index] ?? null;
    observedAt[cell] = at === null ? null : at - fleet.cells.zeroAt;
  }
  return { ...fleet, cells: { ...fleet.cells, rttMs, lossPercent, observedAt } };
}
