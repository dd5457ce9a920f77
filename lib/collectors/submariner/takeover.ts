import { LINK_SCOPE, type Result } from '#lib/model/evidence.ts';
import type { Statement } from '#lib/model/statement.ts';
import type { Status } from '#lib/model/status.ts';
import { type Words, words } from '#lib/model/words.ts';
import type { CachedObject } from '../collector.ts';
import { PROOF_FRESH_MS, type WatchedGateway } from './heartbeat.ts';
import type { Memory } from './memory.ts';
import { type Names, peerOf } from './names.ts';
import { shapeOf, textOf } from './shape.ts';
import type { Wake } from './wake.ts';

/** A standby takes the Lease after 17 s, also after a graceful stop, and says active within 20 s. */
export const TAKEOVER_MS = 25_000;
/** With its broker out of reach a new leader holds the Lease and waits 30 s for the broker before it says active. */
export const SLOW_TAKEOVER_MS = 55_000;
/** A gateway that was frozen and wakes up says active for 10 s beside its successor. */
export const SPLIT_BRAIN_MS = 15_000;
/** The Lease lasts 15 s and is renewed every 2 s. */
const LEASE_FRESH_MS = 20_000;
const LOCK_HOLDER_SUFFIX = '-submariner-gateway';

/** Who holds the lock of the active gateway, and when that was written. */
export interface Lease {
  host: string;
  changedAt: number;
}

export function leaseOf(cached: CachedObject | undefined): Lease | null {
  if (!cached) return null;
  const holder = textOf(shapeOf(cached.object.spec).holderIdentity);
  const host = holder.endsWith(LOCK_HOLDER_SUFFIX) ? holder.slice(0, -LOCK_HOLDER_SUFFIX.length) : holder;
  return { host, changedAt: cached.changedAt };
}

export interface Scene {
  gateways: readonly WatchedGateway[];
  lease: Lease | null;
  /** Cluster ids that should be reachable. */
  peers: readonly string[];
  names: Names;
  provenAt: number;
  wake: Wake;
}

export type Leadership = Pick<Memory, 'everActive' | 'noActiveSince' | 'manyActiveSince'>;

/** What follows for every peer while no gateway is active, and for the cluster while two are. */
export function readLeadership(scene: Scene, memory: Memory): { statements: Statement[]; leadership: Leadership } {
  const { gateways, peers, names, provenAt, wake } = scene;
  const active = gateways.filter((gateway) => gateway.active);
  const manyActiveSince = active.length > 1 ? (memory.manyActiveSince ?? wake.now) : null;
  const noActiveSince = nobodyLeads(scene, memory.everActive) ? (memory.noActiveSince ?? wake.now) : null;
  const everActive = memory.everActive || active.length > 0;
  const statements: Statement[] = [];
  if (manyActiveSince !== null && wake.due(manyActiveSince + SPLIT_BRAIN_MS))
    statements.push(splitBrain(active, provenAt));
  const state = leaderState(scene, active, noActiveSince, everActive);
  if (state) {
    for (const peer of peers) {
      statements.push({
        id: `takeover/${peer}`,
        about: { kind: 'peer', peer: peerOf(names, peer), direction: 'link' },
        layer: 'tunnel',
        status: state.status,
        words: state.words,
        witness: state.witness,
        facts: [{ name: 'lease holder', value: scene.lease?.host ?? '' }],
        evidence: {
          layer: 'tunnel',
          scope: LINK_SCOPE,
          way: 'both',
          size: 'small',
          strength: 'own-word',
          result: state.result,
        },
        observedAt: provenAt,
        freshForMs: PROOF_FRESH_MS,
      });
    }
  }
  return { statements, leadership: { everActive, noActiveSince, manyActiveSince } };
}

/**
 * No gateway leads and one is due: a fresh one stands by, or all have left with a goodbye, or the Lease has gone to one that
 * has not written yet. A lone gateway that fell silent is not among these: nothing fresh is said then.
 */
function nobodyLeads({ gateways, lease, provenAt, wake }: Scene, everActive: boolean): boolean {
  if (!(wake.now - provenAt < PROOF_FRESH_MS)) return false;
  if (gateways.some((gateway) => gateway.active)) return false;
  // Beats of two gateways are up to 5 s apart: when our sight ends, the leader's is the first to age.
  if (gateways.some(({ beat, says }) => beat.state === 'unseen' && beat.at !== null && says === 'active')) return false;
  const fresh = gateways.filter((gateway) => gateway.beat.state === 'fresh');
  // A word that we don't know is not taken for standing by.
  if (fresh.length > 0) return fresh.some((gateway) => gateway.says === 'passive');
  if (gateways.some((gateway) => gateway.beat.state === 'unseen')) return false;
  const newHolder = lease !== null && gateways.every((gateway) => hostOf(gateway) !== lease.host);
  return gateways.length === 0 ? everActive : newHolder && !wake.due(lease.changedAt + LEASE_FRESH_MS);
}

function hostOf(gateway: WatchedGateway): string {
  return gateway.local?.hostname || gateway.node;
}

interface LeaderState {
  result: Result;
  status: Status;
  words: Words;
  witness: string;
}

function leaderState(
  { gateways, lease, wake }: Scene,
  active: readonly WatchedGateway[],
  since: number | null,
  everActive: boolean,
): LeaderState | null {
  const broken = active.find((gateway) => gateway.failure !== '');
  if (broken && active.length === 1) {
    const params = { node: broken.node, failure: broken.failure };
    const said = words('submariner.gateway-failure', 'Active gateway {node} reports: {failure}', params);
    return { result: 'impaired', status: 'degraded', words: said, witness: `Submariner gateway ${broken.node}` };
  }
  if (since === null) return null;
  const failed = cannotStart(gateways);
  if (failed) {
    const params = { node: failed.node, failure: failed.failure };
    const said = words('submariner.gateway-cannot-start', 'Gateway {node} cannot start: {failure}', params);
    return { result: 'fail', status: 'down', words: said, witness: `Submariner gateway ${failed.node}` };
  }
  const starting = startingOf({ gateways, lease, wake });
  const witness = `Submariner gateways (${gateways.length})`;
  if (wake.due(since + (starting ? SLOW_TAKEOVER_MS : TAKEOVER_MS))) {
    const said = words('submariner.no-active-gateway', 'No active gateway, and no takeover came');
    return { result: 'fail', status: 'down', words: said, witness };
  }
  if (!everActive) {
    const said = words('submariner.first-gateway-due', 'No gateway has been active yet, the first is due');
    return { result: 'none', status: 'unknown', words: said, witness };
  }
  const said =
    starting && wake.due(since + TAKEOVER_MS)
      ? words('submariner.takeover-slow', 'No active gateway: {node} leads and does not start, as without its broker', {
          node: starting.node,
        })
      : words('submariner.takeover-due', 'No active gateway, takeover due');
  return { result: 'impaired', status: 'degraded', words: said, witness };
}

/** A gateway that reports a failure, where every fresh one does. */
export function cannotStart(gateways: readonly WatchedGateway[]): WatchedGateway | undefined {
  const fresh = gateways.filter((gateway) => gateway.beat.state === 'fresh');
  return fresh.every((gateway) => gateway.failure !== '') ? fresh[0] : undefined;
}

/** The standby that holds the lock and does not lead yet. */
export function startingOf({
  gateways,
  lease,
  wake,
}: Pick<Scene, 'gateways' | 'lease' | 'wake'>): WatchedGateway | undefined {
  if (lease === null || wake.due(lease.changedAt + LEASE_FRESH_MS)) return undefined;
  return gateways.find((gateway) => gateway.beat.state === 'fresh' && hostOf(gateway) === lease.host);
}

function splitBrain(active: readonly WatchedGateway[], provenAt: number): Statement {
  const nodes = active.map((gateway) => gateway.node).sort();
  return {
    id: 'split-brain',
    about: { kind: 'self' },
    layer: 'tunnel',
    status: 'degraded',
    words: words('submariner.split-brain', 'Two gateways say active: {nodes}', { nodes: nodes.join(', ') }),
    witness: 'Submariner gateways',
    facts: nodes.map((node) => ({ name: 'active', value: node })),
    evidence: null,
    observedAt: provenAt,
    freshForMs: PROOF_FRESH_MS,
  };
}
