import type { Fact } from '#lib/model/observation.ts';
import type { Statement } from '#lib/model/statement.ts';
import { type Words, words } from '#lib/model/words.ts';
import { answered } from './gateways.ts';
import { PROOF_FRESH_MS, type WatchedGateway } from './heartbeat.ts';
import type { HandoverMemory, Memory } from './memory.ts';
import { cannotStart, type Leadership, type Scene, SLOW_TAKEOVER_MS, startingOf, TAKEOVER_MS } from './takeover.ts';

type LeadershipMemory = Pick<Memory, 'lead' | 'handover' | 'aloneSince'>;

/**
 * Who leads, since when, and how the lead went over last: one word about the cluster, with facts in names that rules read.
 * `sightSince`: what was before was not seen by us. `announced`: an endpoint of this cluster still stands, or nobody can tell. Nothing is said while nobody leads and nobody is due.
 */
export function readLead(
  scene: Scene,
  leadership: Leadership,
  memory: LeadershipMemory,
  sightSince: number | null,
  announced: boolean,
): { statements: Statement[]; lead: LeadershipMemory } {
  const { gateways, provenAt, wake } = scene;
  const active = gateways.filter((gateway) => gateway.active);
  const [leader] = active;
  const lead =
    leader && active.length === 1
      ? {
          node: leader.node,
          since: memory.lead?.node === leader.node ? memory.lead.since : wake.now,
          at: leader.beat.at ?? wake.now,
        }
      : memory.lead;
  const fresh = gateways.filter((gateway) => gateway.beat.state === 'fresh');
  const aloneSince = leader && fresh.length === 1 ? (memory.aloneSince ?? wake.now) : null;
  const remembered = { lead, handover: handoverOf(memory, active, sightSince, wake.now), aloneSince };
  // Gateways that left with a goodbye and took their endpoint along were uninstalled.
  const withdrawn = gateways.length === 0 && !announced;
  if (withdrawn || (active.length === 0 && leadership.noActiveSince === null))
    return { statements: [], lead: remembered };
  return {
    lead: remembered,
    statements: [
      {
        id: 'leadership',
        about: { kind: 'self' },
        layer: 'tunnel',
        status: active.length === 1 ? 'up' : 'degraded',
        words: wordsOf(active),
        witness: `Submariner gateways (${gateways.length})`,
        facts: factsOf(scene, active, leadership, remembered),
        evidence: null,
        observedAt: provenAt,
        freshForMs: PROOF_FRESH_MS,
      },
    ],
  };
}

/** A change of the sole leader, until the next one. */
function handoverOf(
  { lead, handover }: LeadershipMemory,
  active: readonly WatchedGateway[],
  sightSince: number | null,
  now: number,
): HandoverMemory | null {
  const [leader] = active;
  if (!leader || active.length > 1) return handover;
  if (lead && lead.node !== leader.node) {
    const watched = sightSince === null || sightSince <= lead.at;
    return {
      former: lead.node,
      successor: leader.node,
      lastLedAt: watched ? lead.at : null,
      ledAgainAt: leader.beat.at ?? now,
      tunnelsBackAt: isBack(leader) ? (leader.beat.at ?? now) : null,
    };
  }
  if (handover === null || handover.successor !== leader.node || handover.tunnelsBackAt !== null) return handover;
  return isBack(leader) ? { ...handover, tunnelsBackAt: leader.beat.at ?? now } : handover;
}

function isBack({ connections }: WatchedGateway): boolean {
  return connections.length > 0 && connections.every(({ status, rtt }) => status === 'connected' && answered(rtt));
}

function wordsOf(active: readonly WatchedGateway[]): Words {
  const nodes = active.map(({ node }) => node).sort();
  if (nodes.length === 0) return words('submariner.lead-none', 'No gateway leads');
  if (nodes.length === 1) return words('submariner.lead', 'Gateway {nodes} leads', { nodes: nodes.join(', ') });
  return words('submariner.lead-many', 'Gateways {nodes} all say that they lead', { nodes: nodes.join(', ') });
}

function factsOf(
  scene: Scene,
  active: readonly WatchedGateway[],
  { noActiveSince, manyActiveSince }: Leadership,
  { lead, handover, aloneSince }: LeadershipMemory,
): Fact[] {
  const since = active.length === 0 ? noActiveSince : active.length > 1 ? manyActiveSince : (lead?.since ?? null);
  const names = active.map(({ node }) => node).sort();
  const facts: [string, string][] = [
    ['activeGateways', names.join(', ')],
    ['activeGatewaysSince', instant(since)],
    ['aloneSince', instant(aloneSince)],
  ];
  if (active.length === 0 && noActiveSince !== null) {
    const failed = cannotStart(scene.gateways);
    const starting = failed ? undefined : startingOf(scene);
    const dueMs = starting ? SLOW_TAKEOVER_MS : TAKEOVER_MS;
    facts.push(['takeoverDueBy', instant(noActiveSince + (failed ? 0 : dueMs))]);
    facts.push(['cannotStart', failed?.failure ?? '']);
    // A leader that has its broker leads at once; one that has not waits for it before it says so.
    const late = starting !== undefined && scene.wake.due(noActiveSince + TAKEOVER_MS);
    facts.push(['waitsForBroker', late ? starting.node : '']);
  }
  if (handover)
    facts.push(
      ['formerGateway', handover.former],
      ['lastLedAt', instant(handover.lastLedAt)],
      ['ledAgainAt', instant(handover.ledAgainAt)],
      ['tunnelsBackAt', instant(handover.tunnelsBackAt)],
    );
  return facts.map(([name, value]) => ({ name, value }));
}

function instant(at: number | null): string {
  return at === null ? '' : new Date(at).toISOString();
}
