import { LINK_SCOPE } from '#lib/model/evidence.ts';
import type { Fact } from '#lib/model/observation.ts';
import type { Measurement, Reading } from '#lib/model/reading.ts';
import { Shared } from '#lib/model/shared.ts';
import type { Statement } from '#lib/model/statement.ts';
import type { StatementTable } from '#lib/model/statement-table.ts';
import { connectionWorth, UNSETTLED_QUIET_MS, unsettledWorth, type Worth } from './connection-words.ts';
import { commonFamilies, type EndpointSpec, type Family } from './endpoint-spec.ts';
import type { Connection, Rtt } from './gateways.ts';
import { HEARTBEAT_FRESH_MS, type WatchedGateway } from './heartbeat.ts';
import type { ConnectionMemory, Memory } from './memory.ts';
import { linkTo, type Names } from './names.ts';
import { nodeSays, peersOf, REACHES } from './node-templates.ts';
import { smallRoundTrip } from './small-round-trip.ts';
import { Wake } from './wake.ts';

type Said = Pick<Reading, 'statements' | 'tunnels' | 'measurements'> & {
  /** The gateways' own nodes, of the peers that they reach. */
  tables: StatementTable[];
  connections: Memory['connections'];
};

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
  const said: Said = { statements: [], tables: [], tunnels: [], measurements: [], connections: new Map() };
  const speaker = gateways.filter((gateway) => gateway.active).sort((a, b) => (b.beat.at ?? 0) - (a.beat.at ?? 0))[0];
  for (const gateway of gateways) {
    if (gateway.beat.at === null) continue;
    const wakeOfWords = gateway.active ? wake : new Wake(gateway.beat.at);
    const passing = new Set<string>();
    const taken = new Set<string>();
    for (const item of expectations(gateway, gateway.says === 'active' && gateway.failure === '' ? remote : [])) {
      const key = `${gateway.node}\n${item.peer}\n${item.family}`;
      const phase = phaseOf(memory.connections.get(key), item, wakeOfWords.now);
      said.connections.set(key, phase);
      const value = item.connection
        ? connectionWorth(item.connection, phase, wakeOfWords)
        : unsettledWorth(phase.since, wakeOfWords, item.peer, false);
      const statement = connectionStatement(gateway, gateway.beat.at, item, phase, value, names);
      if (taken.has(statement.id)) statement.id = `${statement.id}/${item.connection?.endpoint.hostname ?? ''}`;
      taken.add(statement.id);
      said.statements.push(statement);
      if (item.connection) said.tunnels.push(tunnelOf(gateway, item.connection, statement, names));
      if (value.result === 'pass' && value.strength === 'own-word' && !passing.has(item.peer)) {
        passing.add(item.peer);
        if (gateway === speaker) said.measurements.push(...rttOfPeer(item, statement));
      }
    }
    if (passing.size > 0) said.tables.push(ownNodePasses(gateway, gateway.beat.at, [...passing].sort(), names));
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

/** The same object as before while it holds. */
function phaseOf(before: ConnectionMemory | undefined, { connection }: Expectation, now: number): ConnectionMemory {
  const phase = connection && connection.status !== 'connecting' ? 'settled' : 'unsettled';
  const host = connection?.endpoint.hostname ?? '';
  const since = before ? sinceOf(before, phase, host, now) : now;
  return before?.phase === phase && before.host === host && before.since === since ? before : { phase, host, since };
}

function sinceOf(before: ConnectionMemory, phase: ConnectionMemory['phase'], host: string, now: number): number {
  if (phase === 'unsettled') return before.phase === 'unsettled' ? before.since : now;
  const sameHost = before.phase === 'settled' && before.host === host;
  const wasMissing = before.phase === 'unsettled' && now - before.since >= UNSETTLED_QUIET_MS;
  return sameHost || wasMissing ? before.since : now;
}

/** What was made of a connection last: hundreds of them say the same with every heartbeat, with other figures. */
interface Made {
  endpoint: EndpointSpec | undefined;
  scope: string;
  value: Worth;
  fresh: boolean;
  about: Statement['about'];
  statement: Statement;
}
const made = new WeakMap<ConnectionMemory, Made>();

function connectionStatement(
  gateway: WatchedGateway,
  at: number,
  { peer, family, scope, connection }: Expectation,
  phase: ConnectionMemory,
  value: Worth,
  names: Names,
): Statement {
  const fresh = gateway.beat.state === 'fresh';
  const about = linkTo(names, peer);
  const endpoint = connection?.endpoint;
  const facts = connection ? connectionFacts(connection, phase) : NOT_LISTED;
  const before = made.get(phase);
  const same = before?.endpoint === endpoint && before?.value === value && before.scope === scope;
  if (same && before.fresh === fresh && before.about === about) return { ...before.statement, facts, observedAt: at };
  const statement: Statement = {
    id: `gateway/${gateway.node}/connection/${peer}/${family}`,
    about,
    layer: 'tunnel',
    status: fresh ? value.status : 'stale',
    words: value.words,
    witness: witnessOf(gateway.node),
    facts,
    evidence: smallRoundTrip('tunnel', scope, value),
    observedAt: at,
    freshForMs: HEARTBEAT_FRESH_MS,
  };
  made.set(phase, { endpoint, scope, value, fresh, about, statement });
  return statement;
}

const NOT_LISTED: Fact[] = [{ name: 'status', value: 'not listed' }];

const standing = new Shared<readonly Fact[]>();

/** Nearly all of them stay as they are while the health check's figures move with every heartbeat; peers are told alike by all. */
function connectionFacts(connection: Connection, phase: ConnectionMemory): Fact[] {
  const { endpoint, rtt, status, message, remoteAddress, nat } = connection;
  const before = told.get(phase);
  const same =
    before?.endpoint === endpoint &&
    before.status === status &&
    before.message === message &&
    before.remoteAddress === remoteAddress &&
    before.nat === nat;
  const facts = same ? before.facts : factsThatStand(connection);
  if (!same) told.set(phase, { endpoint, status, message, remoteAddress, nat, facts });
  return rtt ? [...facts, ...rttFacts(rtt)] : [...facts];
}

const told = new WeakMap<
  ConnectionMemory,
  Pick<Connection, 'endpoint' | 'status' | 'message' | 'remoteAddress' | 'nat'> & { facts: readonly Fact[] }
>();

function factsThatStand(connection: Connection): readonly Fact[] {
  const facts = standingFacts(connection);
  return standing.of(facts.map(({ value }) => value).join('\n'), () => facts);
}

function standingFacts({ endpoint, status, message, remoteAddress, nat }: Connection): Fact[] {
  return [
    { name: 'status', value: status },
    { name: 'statusMessage', value: message },
    { name: 'cableName', value: endpoint.cableName },
    { name: 'cableDriver', value: endpoint.driver },
    { name: 'remoteGateway', value: endpoint.hostname },
    { name: 'remoteAddress', value: remoteAddress },
    { name: 'usingNAT', value: String(nat) },
    { name: 'subnets', value: endpoint.subnets.join(', ') },
    { name: 'healthCheckAddress', value: endpoint.healthCheckIps.join(', ') },
  ];
}

const RTT_FACTS: readonly (readonly [keyof Rtt, string])[] = [
  ['last', 'rtt last'],
  ['min', 'rtt min'],
  ['average', 'rtt average'],
  ['max', 'rtt max'],
  ['stdDev', 'rtt stdDev'],
];

function rttFacts(rtt: Rtt): Fact[] {
  const facts: Fact[] = [];
  for (const [key, name] of RTT_FACTS) {
    const value = rtt[key];
    if (value !== null) facts.push({ name, value: `${Math.round(value * 1000) / 1000} ms` });
  }
  return facts;
}

function tunnelOf(
  gateway: WatchedGateway,
  { endpoint, status, remoteAddress, nat }: Connection,
  statement: Statement,
  names: Names,
): Reading['tunnels'][number] {
  return {
    system: 'submariner',
    peer: linkTo(names, endpoint.clusterId).peer,
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
function ownNodePasses(
  { node, beat }: WatchedGateway,
  at: number,
  peers: readonly string[],
  names: Names,
): StatementTable {
  const status = beat.state === 'fresh' ? 'up' : 'stale';
  return {
    template: nodeSays({ id: `gateway/${node}/path`, node, witness: witnessOf(node), status }, REACHES),
    peers: peersOf(names, peers),
    saidAt: Number.POSITIVE_INFINITY,
    figures: null,
    provenAt: at,
    provenForMs: HEARTBEAT_FRESH_MS,
    freshForMs: HEARTBEAT_FRESH_MS,
  };
}

function witnessOf(node: string): string {
  return `Submariner gateway ${node}`;
}
