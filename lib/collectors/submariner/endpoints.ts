import type { Fact } from '#lib/model/observation.ts';
import { oncePer } from '#lib/model/once-per.ts';
import type { PeerClaim } from '#lib/model/reading.ts';
import type { Statement } from '#lib/model/statement.ts';
import { words } from '#lib/model/words.ts';
import type { CachedObject } from '../collector.ts';
import { type EndpointSpec, endpointSpec, hostsOf } from './endpoint-spec.ts';
import { endpointFacts } from './endpoint-tables.ts';
import { PROOF_FRESH_MS, type WatchedGateway } from './heartbeat.ts';
import type { Memory } from './memory.ts';
import { type Names, peerOf } from './names.ts';
import type { Wake } from './wake.ts';

/** Endpoints are synced within 2 s; a takeover may leave the old one for a while. */
export const PUBLISH_MS = 60_000;
const MAX_ENDPOINTS = 1024;

export const endpointsOf = oncePer((cached: readonly CachedObject[]): readonly EndpointSpec[] =>
  cached.slice(0, MAX_ENDPOINTS).flatMap((one) => specOf(one) ?? []),
);

const specOf = oncePer(({ object }: CachedObject) => endpointSpec(object.spec));

/** Endpoints as they are announced in a cluster: its own, and those of its peers. */
export interface Announced {
  own: readonly EndpointSpec[];
  remote: readonly EndpointSpec[];
  /** The gateways that each peer announces, by cluster id. */
  gateways: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Tells own endpoints from others; for that it must be known who we are. The same answer while both are the same. */
export function announcedIn(cached: readonly CachedObject[], own: string | null): Announced {
  const endpoints = endpointsOf(cached);
  const known = told.get(endpoints);
  if (known?.own === own) return known.announced;
  const remote = own === null ? [] : endpoints.filter((spec) => spec.clusterId !== own);
  const gateways = new Map<string, Set<string>>();
  for (const { clusterId, hostname } of remote)
    gateways.set(clusterId, (gateways.get(clusterId) ?? new Set()).add(hostname));
  const announced = { own: endpoints.filter((spec) => spec.clusterId === own), remote, gateways };
  told.set(endpoints, { own, announced });
  return announced;
}
const told = new WeakMap<readonly EndpointSpec[], { own: string | null; announced: Announced }>();

/** The peers that are announced here, and those that the gateways name without one. */
export function peerClaims(
  remote: readonly EndpointSpec[],
  gateways: readonly WatchedGateway[],
  names: Names,
): readonly PeerClaim[] {
  const known = announcedClaims(remote, names);
  const others = gateways.flatMap(({ connections }) =>
    connections.filter(({ endpoint }) => {
      const claim = known.byPeer.get(endpoint.clusterId);
      return !claim || hostsOf(endpoint).some((host) => !claim.hosts.includes(host));
    }),
  );
  if (others.length === 0) return known.claims;
  const claims = new Map(known.byPeer);
  for (const { endpoint } of others) addClaim(claims, endpoint, names, false);
  return [...claims.values()];
}

interface Claims {
  scope: string;
  byPeer: ReadonlyMap<string, PeerClaim>;
  claims: readonly PeerClaim[];
}
const claimed = new WeakMap<readonly EndpointSpec[], Claims>();

function announcedClaims(remote: readonly EndpointSpec[], names: Names): Claims {
  const { scope } = names;
  const known = claimed.get(remote);
  if (known?.scope === scope) return known;
  const byPeer = new Map<string, PeerClaim>();
  for (const spec of remote) addClaim(byPeer, spec, names, true);
  const claims = { scope, byPeer, claims: [...byPeer.values()] };
  claimed.set(remote, claims);
  return claims;
}

function addClaim(claims: Map<string, PeerClaim>, spec: EndpointSpec, names: Names, expected: boolean): void {
  const before = claims.get(spec.clusterId);
  const hosts = [...new Set([...(before?.hosts ?? []), ...hostsOf(spec)])];
  claims.set(spec.clusterId, {
    peer: peerOf(names, spec.clusterId),
    expected: expected || before?.expected === true,
    hosts,
  });
}

/** Which gateways the broker's own namespace announces, in the cluster that hosts it. */
export function brokerEndpointStatements(endpoints: readonly EndpointSpec[], provenAt: number): Statement[] {
  return endpoints.map((spec) => ({
    id: `broker-endpoint/${spec.clusterId}/${spec.hostname}`,
    about: { kind: 'self' },
    layer: 'discovery',
    status: 'up',
    words: words('submariner.broker-endpoint', 'The broker announces gateway {gateway} for {member}', {
      member: spec.clusterId,
      gateway: spec.hostname,
    }),
    witness: 'Submariner broker',
    facts: endpointFacts(spec),
    evidence: null,
    observedAt: provenAt,
    freshForMs: PROOF_FRESH_MS,
  }));
}

/** Where the endpoint of this cluster ought to stand: the place's name and what stands there, or nothing unread. */
export interface Place {
  name: string;
  endpoints: readonly EndpointSpec[] | null;
}

/** Compares the active gateway's endpoint with what is announced; nothing while not exactly one gateway is active. */
export function readPublication(
  gateways: readonly WatchedGateway[],
  places: readonly Place[],
  memory: Memory['unpublishedSince'],
  provenAt: number,
  wake: Wake,
): { statements: Statement[]; unpublishedSince: Memory['unpublishedSince'] } {
  const active = gateways.filter((gateway) => gateway.active);
  const local = active.length === 1 ? active[0]?.local : null;
  const unpublishedSince: Memory['unpublishedSince'] = new Map();
  if (!local || local.cableName === '') return { statements: [], unpublishedSince };
  const facts: Fact[] = [{ name: 'cableName', value: local.cableName }];
  const late: string[] = [];
  for (const { name, endpoints } of places) {
    const announced = endpoints?.filter((spec) => spec.clusterId === local.clusterId).map((spec) => spec.cableName);
    facts.push({ name, value: announced ? announced.join(', ') || 'none' : 'not read here' });
    if (!announced || announced.includes(local.cableName)) continue;
    const since = memory.get(name) ?? wake.now;
    unpublishedSince.set(name, since);
    if (wake.due(since + PUBLISH_MS)) late.push(name);
  }
  const gateway = local.hostname;
  const text = 'The endpoint of active gateway {gateway} is not announced in: {places}';
  const said =
    late.length > 0
      ? words('submariner.endpoint-not-published', text, { gateway, places: late.join(', ') })
      : words('submariner.endpoint-published', 'Active gateway {gateway} is announced where we can see it', {
          gateway,
        });
  const statement: Statement = {
    id: 'endpoint-published',
    about: { kind: 'self' },
    layer: 'discovery',
    status: late.length > 0 ? 'degraded' : unpublishedSince.size > 0 ? 'unknown' : 'up',
    words:
      unpublishedSince.size > 0 && late.length === 0
        ? words('submariner.endpoint-due', 'The endpoint of active gateway {gateway} is due', { gateway })
        : said,
    witness: 'Submariner endpoints',
    facts,
    evidence: null,
    observedAt: provenAt,
    freshForMs: PROOF_FRESH_MS,
  };
  return { statements: [statement], unpublishedSince };
}
