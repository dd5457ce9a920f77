import type { Fact } from '#lib/model/observation.ts';
import { oncePer } from '#lib/model/once-per.ts';
import type { PeerClaim, Statement } from '#lib/model/reading.ts';
import { words } from '#lib/model/words.ts';
import type { CachedObject } from '../collector.ts';
import { type EndpointSpec, endpointSpec, hostsOf } from './endpoint-spec.ts';
import { PROOF_FRESH_MS, type WatchedGateway } from './heartbeat.ts';
import type { Memory } from './memory.ts';
import { type Names, peerOf } from './names.ts';
import type { Wake } from './wake.ts';

/** Endpoints are synced within 2 s; a takeover may leave the old one for a while. */
export const PUBLISH_MS = 60_000;
const MAX_ENDPOINTS = 1024;

export function endpointsOf(cached: readonly CachedObject[]): EndpointSpec[] {
  return cached.slice(0, MAX_ENDPOINTS).flatMap((one) => specOf(one) ?? []);
}

const specOf = oncePer(({ object }: CachedObject) => endpointSpec(object.spec));

/** The peers that are announced here, and those that the gateways name without one. */
export function peerClaims(
  remote: readonly EndpointSpec[],
  gateways: readonly WatchedGateway[],
  names: Names,
): PeerClaim[] {
  const claims = new Map<string, PeerClaim>();
  const claim = (spec: EndpointSpec, expected: boolean): void => {
    const before = claims.get(spec.clusterId);
    const hosts = [...new Set([...(before?.hosts ?? []), ...hostsOf(spec)])];
    const peer = peerOf(names, spec.clusterId);
    claims.set(spec.clusterId, { peer, expected: expected || before?.expected === true, hosts });
  };
  for (const spec of remote) claim(spec, true);
  for (const { connections } of gateways) for (const { endpoint } of connections) claim(endpoint, false);
  return [...claims.values()];
}

/** Inventory: which gateway each Endpoint that is announced here names, for comparison with what that cluster says itself. */
export function endpointStatements(remote: readonly EndpointSpec[], names: Names, provenAt: number): Statement[] {
  const first = new Map(remote.toReversed().map((spec) => [spec.clusterId, spec]));
  return remote.map((spec) => ({
    id:
      first.get(spec.clusterId) === spec ? `endpoint/${spec.clusterId}` : `endpoint/${spec.clusterId}/${spec.hostname}`,
    about: { kind: 'peer', peer: peerOf(names, spec.clusterId), direction: 'link' },
    layer: 'discovery',
    status: 'up',
    words: words('submariner.endpoint', 'Endpoint of {peer} names gateway {gateway}', {
      peer: spec.clusterId,
      gateway: spec.hostname,
    }),
    witness: 'Submariner endpoints',
    facts: endpointFacts(spec),
    evidence: null,
    observedAt: provenAt,
    freshForMs: PROOF_FRESH_MS,
  }));
}

/** The same from the broker's own namespace, in the cluster that hosts it. */
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

const endpointFacts = oncePer((spec: EndpointSpec): Fact[] => {
  return [
    { name: 'clusterId', value: spec.clusterId },
    { name: 'cableName', value: spec.cableName },
    { name: 'gateway', value: spec.hostname },
    { name: 'endpointAddress', value: spec.privateIps.join(', ') },
    { name: 'publicAddress', value: spec.publicIps.join(', ') },
    { name: 'healthCheckAddress', value: spec.healthCheckIps.join(', ') },
    { name: 'cableDriver', value: spec.driver },
    { name: 'subnets', value: spec.subnets.join(', ') },
  ];
});

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
