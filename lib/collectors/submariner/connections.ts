import { LINK_SCOPE } from '#lib/model/evidence.ts';
import type { Fact } from '#lib/model/observation.ts';
import type { Measurement, Reading, Statement } from '#lib/model/reading.ts';
import { words } from '#lib/model/words.ts';
import { connectionWorth, UNSETTLED_QUIET_MS, unsettledWorth, type Worth } from './connection-words.ts';
import { commonFamilies, type EndpointSpec, type Family } from './endpoint-spec.ts';
import type { Connection } from './gateways.ts';
import { HEARTBEAT_FRESH_MS, type WatchedGateway } from './heartbeat.ts';
import type { ConnectionMemory, Memory } from './memory.ts';
import { type Names, peerOf } from './names.ts';
import { Wake } from './wake.ts';

type Said = Pick<Reading, 'statements' | 'tunnels' | 'measurements'> & { connections: Memory['connections'] };

/** One tunnel that a gateway lists, or that its peers' Endpoints make due. */
interface Expectation {
  peer: string;
  family: Family;
  scope: string;
  connection: Connection | null;
}

/**
 * What the gateways say of their tunnels. An active gateway with a fresh heartbeat also answers for the connections that it
 * should have and does not list. The words of a gateway that stopped stay as they were at its last heartbeat.
 */
export function readConnections(
  gateways: readonly WatchedGateway[],
  remote: readonly EndpointSpec[],
  memory: Memory,
  names: Names,
  wake: Wake,
): Said {
  const said: Said = { statements: [], tunnels: [], measurements: [], connections: new Map() };
  const speaker = gateways.filter((gateway) => gateway.active).sort((a, b) => (b.beat.at ?? 0) - (a.beat.at ?? 0))[0];
  for (const gateway of gateways) {
    if (gateway.beat.at === null) continue;
    const wakeOfWords = gateway.active ? wake : new Wake(gateway.beat.at);
    const passing = new Map<string, Statement>();
    const taken = new Set<string>();
    for (const item of expectations(gateway, gateway.says === 'active' && gateway.failure === '' ? remote : [])) {
      const key = `${gateway.node}\n${item.peer}\n${item.family}`;
      const phase = phaseOf(memory.connections.get(key), item, wakeOfWords.now);
      said.connections.set(key, phase);
      const value = item.connection
        ? connectionWorth(item.connection, phase, wakeOfWords)
        : unsettledWorth(phase.since, wakeOfWords, item.peer, false);
      const statement = connectionStatement(gateway, gateway.beat.at, item, value, names);
      if (taken.has(statement.id)) statement.id = `${statement.id}/${item.connection?.endpoint.hostname ?? ''}`;
      taken.add(statement.id);
      said.statements.push(statement);
      if (item.connection) said.tunnels.push(tunnelOf(gateway, item.connection, statement, names));
      if (value.result === 'pass' && value.strength === 'own-word' && !passing.has(item.peer)) {
        passing.set(item.peer, statement);
        if (gateway === speaker) said.measurements.push(...rttOfPeer(item, statement));
      }
    }
    for (const [peer, statement] of passing) said.statements.push(ownNodePasses(gateway, peer, statement));
  }
  return said;
}

/** The connections that are listed, and for an active gateway those that are due. */
function expectations(gateway: WatchedGateway, remote: readonly EndpointSpec[]): Expectation[] {
  const due = new Map(remote.map((spec) => [spec.clusterId, commonFamilies(gateway.local, spec)]));
  const listed = new Map<string, Set<Family>>();
  for (const { endpoint, family } of gateway.connections)
    listed.set(endpoint.clusterId, (listed.get(endpoint.clusterId) ?? new Set<Family>()).add(family));
  const scopeOf = (peer: string, family: Family): string => {
    const families = new Set([...(listed.get(peer) ?? []), ...(due.get(peer) ?? [])]);
    return families.size > 1 ? `family:${family}` : LINK_SCOPE;
  };
  const said = gateway.connections.map((connection) => {
    const { family, endpoint } = connection;
    return { peer: endpoint.clusterId, family, scope: scopeOf(endpoint.clusterId, family), connection };
  });
  const missing = [...due].flatMap(([peer, families]) => {
    const seen = listed.get(peer);
    // A peer that is listed under another family than its addresses promise (NAT to a public address) is listed.
    const absent = seen && families.length === 1 ? [] : families.filter((family) => !seen?.has(family));
    return absent.map((family) => ({ peer, family, scope: scopeOf(peer, family), connection: null }));
  });
  return [...said, ...missing];
}

function phaseOf(before: ConnectionMemory | undefined, { connection }: Expectation, now: number): ConnectionMemory {
  const phase = connection && connection.status !== 'connecting' ? 'settled' : 'unsettled';
  const host = connection?.endpoint.hostname ?? '';
  if (!before) return { phase, host, since: now };
  if (phase === 'unsettled') return { phase, host, since: before.phase === 'unsettled' ? before.since : now };
  const sameHost = before.phase === 'settled' && before.host === host;
  const wasMissing = before.phase === 'unsettled' && now - before.since >= UNSETTLED_QUIET_MS;
  return { phase, host, since: sameHost || wasMissing ? before.since : now };
}

function connectionStatement(
  gateway: WatchedGateway,
  at: number,
  { peer, family, scope, connection }: Expectation,
  value: Worth,
  names: Names,
): Statement {
  const fresh = gateway.beat.state === 'fresh';
  return {
    id: `gateway/${gateway.node}/connection/${peer}/${family}`,
    about: { kind: 'peer', peer: peerOf(names, peer), direction: 'link' },
    layer: 'tunnel',
    status: fresh ? value.status : 'stale',
    words: value.words,
    witness: `Submariner gateway ${gateway.node}`,
    facts: connection ? connectionFacts(connection) : [{ name: 'status', value: 'not listed' }],
    evidence: { layer: 'tunnel', scope, way: 'both', size: 'small', strength: value.strength, result: value.result },
    observedAt: at,
    freshForMs: HEARTBEAT_FRESH_MS,
  };
}

function connectionFacts(connection: Connection): Fact[] {
  const { endpoint, rtt } = connection;
  const facts: [string, string][] = [
    ['status', connection.status],
    ['statusMessage', connection.message],
    ['cableName', endpoint.cableName],
    ['cableDriver', endpoint.driver],
    ['remoteGateway', endpoint.hostname],
    ['remoteAddress', connection.remoteAddress],
    ['usingNAT', String(connection.nat)],
    ['subnets', endpoint.subnets.join(', ')],
    ['healthCheckAddress', endpoint.healthCheckIps.join(', ')],
  ];
  for (const [name, value] of Object.entries(rtt ?? {}))
    if (value !== null) facts.push([`rtt ${name}`, `${Number(value.toFixed(3))} ms`]);
  return facts.map(([name, value]) => ({ name, value }));
}

function tunnelOf(
  gateway: WatchedGateway,
  { endpoint, status, remoteAddress, nat }: Connection,
  statement: Statement,
  names: Names,
): Reading['tunnels'][number] {
  return {
    system: 'submariner',
    peer: peerOf(names, endpoint.clusterId),
    name: endpoint.cableName,
    status: statement.status,
    says: status,
    driver: endpoint.driver,
    localNode: gateway.node,
    remoteNode: endpoint.hostname,
    remoteAddress,
    nat,
    subnets: endpoint.subnets,
    observedAt: statement.observedAt,
  };
}

/** `last`, not `average`: the average covers 1,000 samples and moves minutes late. */
function rttOfPeer({ connection }: Expectation, { about, observedAt }: Statement): Measurement[] {
  const last = connection?.rtt?.last ?? 0;
  if (last <= 0 || about.kind !== 'peer') return [];
  const out = { ...about, direction: 'out' as const };
  return [{ about: out, metric: 'rttMs', value: last, at: observedAt, preference: 30, basis: 'measured' }];
}

/**
 * The gateway's own node is one of the nodes that reach the peer. Said only when it does: its failing is the tunnel's, and as
 * a node of its own it could not be cleared by the other end's ping.
 */
function ownNodePasses(gateway: WatchedGateway, peer: string, tunnel: Statement): Statement {
  return {
    ...tunnel,
    id: `gateway/${gateway.node}/path/${peer}`,
    layer: 'path',
    words: words('submariner.node-reaches', 'Node {node} reaches {peer}', { node: gateway.node, peer }),
    facts: [],
    evidence: {
      layer: 'path',
      scope: `node:${gateway.node}`,
      way: 'both',
      size: 'small',
      strength: 'own-word',
      result: 'pass',
    },
  };
}
