import type { Statement } from '#lib/model/statement.ts';
import { words } from '#lib/model/words.ts';
import { PROOF_FRESH_MS, type WatchedGateway } from './heartbeat.ts';
import type { Memory } from './memory.ts';
import type { Wake } from './wake.ts';

/** What each cable driver does to packets; vxlan carries them as they are. */
const ENCRYPTION = new Map([
  ['libreswan', 'IPsec'],
  ['wireguard', 'WireGuard'],
  ['vxlan', 'none'],
]);

/** What a person can run to see by which driver each member of the set is joined; it reads no secret. */
const DRIVERS =
  'get endpoints.submariner.io -o custom-columns=CLUSTER:.spec.cluster_id,GATEWAY:.spec.hostname,DRIVER:.spec.backend';

/**
 * This cluster's own end of its tunnels, in names that rules compare with the other ends. Said by a fresh gateway only.
 * `here`: its namespace, whether Endpoints are read, and since when this cluster's own namespace does not announce it, epoch milliseconds.
 */
export function readOwnEndpoint(
  gateways: readonly WatchedGateway[],
  memory: Memory['ownCable'],
  here: { namespace: string; read: boolean; missingSince: number | null },
  provenAt: number,
  wake: Wake,
): { statements: Statement[]; ownCable: Memory['ownCable'] } {
  const active = gateways.filter((gateway) => gateway.active);
  const speaker = active[0] ?? gateways.find((gateway) => gateway.beat.state === 'fresh' && gateway.local);
  const local = speaker?.local;
  if (!speaker || !local) return { statements: [], ownCable: null };
  const name = active.length === 1 ? local.cableName : '';
  const ownCable = name === '' ? null : memory?.name === name ? memory : { name, since: wake.now };
  const facts: [string, string][] = [
    ['ownCable', name],
    ['ownCableSince', instant(ownCable?.since)],
    ['missingHereSince', instant(here.missingSince)],
    ['announcements', here.read ? 'read' : 'not read'],
    ['cableDriver', local.driver],
    ['encryption', ENCRYPTION.get(local.driver) ?? ''],
    ['encryptionCommand', `kubectl -n ${here.namespace} ${DRIVERS}`],
    ['nat', local.nat ? 'on' : 'off'],
    ['publicAddress', local.publicIps.join(', ')],
    ['version', speaker.version],
    ['routedCidrs', local.subnets.join(', ')],
  ];
  const statement: Statement = {
    id: 'own-endpoint',
    about: { kind: 'self' },
    layer: 'tunnel',
    status: 'up',
    words: words('submariner.own-endpoint', 'Tunnels of this cluster end at {gateway}, by {driver}', {
      gateway: local.hostname,
      driver: local.driver,
    }),
    witness: `Submariner gateway ${speaker.node}`,
    facts: facts.map(([fact, value]) => ({ name: fact, value })),
    evidence: null,
    observedAt: provenAt,
    freshForMs: PROOF_FRESH_MS,
  };
  return { statements: [statement], ownCable };
}

function instant(at: number | null | undefined): string {
  return at === null || at === undefined ? '' : new Date(at).toISOString();
}
