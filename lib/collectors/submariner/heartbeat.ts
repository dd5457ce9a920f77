import type { Heartbeat as ServerHeartbeat } from '../collector.ts';
import type { GatewayObject } from './gateways.ts';
import type { HeartbeatMemory, Memory } from './memory.ts';
import type { Wake } from './wake.ts';

/** A gateway writes every 5 s; three missed beats and it counts as gone, by Submariner's own rule. */
export const HEARTBEAT_EVERY_MS = 5000;
export const HEARTBEAT_FRESH_MS = 3 * HEARTBEAT_EVERY_MS;
/** Caches that were not proven current for this long say nothing new. */
export const PROOF_FRESH_MS = 15_000;
/** An object that was old when we met it gets the time of one beat, in case the cluster's clock differs from ours. */
const FIRST_BEAT_MS = HEARTBEAT_EVERY_MS + 1000;

/**
 * `fresh`: it beat within 15 s. `silent`: it stopped while we watched. `unseen`: it is old and we can't tell whether it
 * stopped or we stopped seeing it; also without any heartbeat at all.
 */
export interface Heartbeat {
  at: number | null;
  state: 'fresh' | 'silent' | 'unseen';
}

export interface WatchedGateway extends GatewayObject {
  beat: Heartbeat;
  active: boolean;
}

interface Sight {
  provenAt: number;
  /** Since when we see after a time of blindness. */
  sightSince: number | null;
  /** The cluster's clock minus ours, milliseconds; 0 while unknown. */
  clockDiffMs: number;
  memory: ReadonlyMap<string, HeartbeatMemory>;
  wake: Wake;
}

/** Judges each gateway's heartbeat by our receipt of its last change, and remembers it. */
export function watchHeartbeats(
  gateways: readonly GatewayObject[],
  sight: Sight,
): { watched: WatchedGateway[]; heartbeats: Memory['heartbeats'] } {
  const heartbeats: Memory['heartbeats'] = new Map();
  const watched = gateways.map((gateway) => {
    const memory = heartbeatMemory(gateway, sight);
    const state = stateOf(memory, sight);
    heartbeats.set(gateway.node, { ...memory, silent: state === 'silent' });
    const beat: Heartbeat = { at: memory.at, state };
    return { ...gateway, beat, active: state === 'fresh' && gateway.says === 'active' };
  });
  return { watched, heartbeats };
}

function heartbeatMemory(gateway: GatewayObject, sight: Sight): HeartbeatMemory {
  const before = sight.memory.get(gateway.node);
  if (before && before.stamp === gateway.stamp) return before;
  const receivedAt = Math.min(gateway.changedAt, sight.provenAt);
  const writtenAt = /^\d{1,12}$/.test(gateway.stamp) ? Number(gateway.stamp) * 1000 - sight.clockDiffMs : null;
  const wasOld = writtenAt !== null && receivedAt - writtenAt > HEARTBEAT_FRESH_MS;
  const at = writtenAt === null ? null : !before && wasOld ? writtenAt : receivedAt;
  return { stamp: gateway.stamp, at, seenAt: sight.wake.now, silent: false };
}

function stateOf(memory: HeartbeatMemory, { provenAt, sightSince, wake }: Sight): Heartbeat['state'] {
  if (memory.at === null) return 'unseen';
  if (!wake.due(memory.at + HEARTBEAT_FRESH_MS)) return 'fresh';
  if (memory.silent) return 'silent';
  const silentAt = Math.max(
    memory.at + HEARTBEAT_FRESH_MS,
    memory.seenAt + FIRST_BEAT_MS,
    (sightSince ?? Number.NEGATIVE_INFINITY) + HEARTBEAT_FRESH_MS,
  );
  return wake.due(silentAt) && provenAt >= silentAt ? 'silent' : 'unseen';
}

/** The cluster's clock minus ours, by the API server's own word. */
export function clockDiffMs(server: ServerHeartbeat | null): number {
  return server?.clock?.differenceMs ?? 0;
}
