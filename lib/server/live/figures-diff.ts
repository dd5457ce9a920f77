import { toInstant, toInstantOrNull } from '#lib/api/instant.ts';
import type { FiguresEvent } from '#lib/api/stream.ts';
import type { Snapshot } from '#lib/model/snapshot.ts';
import { cellLoss, cellRtt, clusterOrder } from '../answers/fleet-answer.ts';

/** Remembers what figures were told, so that only those that moved are told again. */
export class FiguresDiff {
  /** What was told last, by direction: three figures each. */
  #told = new Map<string, readonly (number | null)[]>();

  next(snapshot: Snapshot, now: number): FiguresEvent {
    const order = clusterOrder(snapshot);
    const index = new Map(order.map((cluster, position) => [cluster.id, position]));
    const event: FiguresEvent = {
      revision: snapshot.revision,
      at: toInstant(now),
      ...ages(snapshot),
      cells: [],
      rttMs: [],
      lossPercent: [],
      observedAt: [],
    };
    const told = new Map<string, readonly (number | null)[]>();
    for (const link of snapshot.links.values()) {
      for (const direction of link.directions) {
        const cell = (index.get(direction.from) ?? -1) * order.length + (index.get(direction.to) ?? -1);
        if (cell < 0) continue;
        const rttMs = cellRtt(direction.rttMs);
        const lossPercent = cellLoss(direction.lossRatio);
        const observedAt = direction.observedAt === null ? null : Math.floor(direction.observedAt / 1000);
        const key = `${direction.from}>${direction.to}`;
        const before = this.#told.get(key);
        const same = before?.[0] === rttMs && before[1] === lossPercent && before[2] === observedAt;
        told.set(key, same ? before : [rttMs, lossPercent, observedAt]);
        if (same) continue;
        event.cells.push(cell);
        event.rttMs.push(rttMs);
        event.lossPercent.push(lossPercent);
        event.observedAt.push(observedAt);
      }
    }
    this.#told = told;
    return event;
  }
}

/** The youngest and the oldest answer of the clusters that we read; one of ours that never answered is older than all. */
function ages(snapshot: Snapshot): Pick<FiguresEvent, 'newestAt' | 'oldestAt' | 'oldestOf'> {
  let newest: number | null = null;
  let oldest: number | null = null;
  let oldestOf: string | null = null;
  let never: string | null = null;
  for (const { id, observedAt, reading } of snapshot.clusters.values()) {
    if (observedAt === null) {
      if (reading !== 'hearsay') never ??= id;
      continue;
    }
    newest = Math.max(newest ?? observedAt, observedAt);
    if (oldest !== null && observedAt >= oldest) continue;
    oldest = observedAt;
    oldestOf = id;
  }
  const newestAt = toInstantOrNull(newest);
  return never === null
    ? { newestAt, oldestAt: toInstantOrNull(oldest), oldestOf }
    : { newestAt, oldestAt: null, oldestOf: never };
}
