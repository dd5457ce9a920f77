import { emptyReading, type ProbeOffer, type Reading } from '#lib/model/reading.ts';
import type { CollectorInput, View } from '../collector.ts';
import { brokerAttributes, componentAttributes } from './components.ts';
import { readConnections } from './connections.ts';
import { type EndpointSpec, hostsOf } from './endpoint-spec.ts';
import { endpointTables } from './endpoint-tables.ts';
import { announcedIn, brokerEndpointStatements, endpointsOf, peerClaims, readPublication } from './endpoints.ts';
import { gatewayFacts, gatewayStatements } from './gateway-statements.ts';
import { gatewayObject } from './gateways.ts';
import { globalnetStatements } from './globalnet.ts';
import { clockDiffMs, PROOF_FRESH_MS, type WatchedGateway, watchHeartbeats } from './heartbeat.ts';
import { inventory, rangesOf } from './inventory.ts';
import { readLead } from './leadership.ts';
import type { Memory } from './memory.ts';
import { type Names, peerOf } from './names.ts';
import { readOwnEndpoint } from './own-endpoint.ts';
import { readRouteAgents } from './route-agents.ts';
import type { Settings } from './settings.ts';
import { nameOf } from './shape.ts';
import { silentNodes } from './silent-nodes.ts';
import { type SubmarinerResource, submarinerResource } from './submariner-resource.ts';
import { leaseOf, readLeadership } from './takeover.ts';
import { Wake } from './wake.ts';

const MAX_GATEWAYS = 64;

/**
 * Turns the objects of one cluster into what Submariner says there. Pure: time and memory come in and go out. It must be
 * asked again when an object changes, when `provenAt` moves, and at `wakeAt`.
 */
export function parse(input: CollectorInput<Settings, Memory>): { reading: Reading; memory: Memory } {
  const { view, memory } = input;
  const { provenAt } = view;
  const wake = new Wake(input.now);
  const blind = wake.due(provenAt + PROOF_FRESH_MS);
  const sightSince = memory.blind && !blind ? wake.now : memory.sightSince;

  const found = view
    .objects('gateways')
    .slice(0, MAX_GATEWAYS)
    .flatMap((cached) => gatewayObject(cached) ?? []);
  const { watched: gateways, heartbeats } = watchHeartbeats(found, {
    provenAt,
    sightSince,
    clockDiffMs: clockDiffMs(view.heartbeat),
    memory: memory.heartbeats,
    wake,
  });
  const resource = submarinerResource(view.objects('submariners')[0]);
  const names: Names = { own: ownId(view, resource, gateways) ?? memory.own, scope: scopeOf(resource) };
  const { own, remote, gateways: announcedGateways } = announcedIn(view.objects('endpoints'), names.own);
  const brokerEndpoints = endpointsOf(view.objects('brokerendpoints'));

  const listed = view.listed('gateways');
  const connections = readConnections(gateways, remote, memory, names, wake);
  const peers = view.listed('endpoints')
    ? [...new Set(remote.map((spec) => spec.clusterId))]
    : lastPeers(gateways, memory);
  const scene = { gateways, lease: leaseOf(view.objects('leases')[0]), peers, names, provenAt, wake };
  const { everActive, noActiveSince, manyActiveSince } = memory;
  const { statements: takeover, leadership } = listed
    ? readLeadership(scene, memory)
    : { statements: [], leadership: { everActive, noActiveSince, manyActiveSince } };
  const lead = listed
    ? readLead(scene, leadership, memory, sightSince, own.length > 0 || !view.listed('endpoints'))
    : { statements: [], lead: { lead: memory.lead, handover: memory.handover, aloneSince: memory.aloneSince } };
  const announced = view.listed('endpoints') && names.own !== null ? announcedGateways : null;
  const agents = readRouteAgents(view.objects('routeagents'), memory.agents, announced, names, provenAt, wake);
  const silent = silentNodes(agents.silences, connections.statements, gateways, memory.answering, provenAt, wake);
  const places = [
    { name: 'own endpoints', endpoints: view.listed('endpoints') ? own : null },
    { name: 'broker endpoints', endpoints: brokerEndpoints.length > 0 ? brokerEndpoints : null },
  ];
  const publication = readPublication(gateways, places, memory.unpublishedSince, provenAt, wake);
  const here = {
    namespace: input.settings.namespace,
    read: view.listed('endpoints'),
    missingSince: publication.unpublishedSince.get('own endpoints') ?? null,
  };
  const ownEndpoint = readOwnEndpoint(gateways, memory.ownCable, here, provenAt, wake);

  const reading: Reading = {
    ...emptyReading(),
    aliases: names.own === null ? [] : [{ alias: peerOf(names, names.own), hosts: ownHosts(gateways, own) }],
    peers: peerClaims(remote, gateways, names),
    statements: [
      ...gatewayStatements(gateways, provenAt),
      ...connections.statements,
      ...takeover,
      ...lead.statements,
      ...ownEndpoint.statements,
      ...agents.statements,
      ...silent.statements,
      ...brokerEndpointStatements(brokerEndpoints, provenAt),
      ...publication.statements,
      ...globalnetStatements(view.objects('globalingressips'), view.objects('clusterglobalegressips'), provenAt),
    ],
    tables: [...connections.tables, ...agents.tables, ...endpointTables(remote, names, provenAt)],
    measurements: connections.measurements,
    tunnels: connections.tunnels,
    offers: offersOf(gateways),
    facts: factsOf(view, resource, gateways, names),
    notes: agents.notes,
    wakeAt: wake.next,
    ...(isAbsent(view) ? { absent: 'its resources are served and none of its objects exists' } : {}),
  };
  const remembered: Memory = {
    ...leadership,
    ...lead.lead,
    ownCable: ownEndpoint.ownCable,
    own: names.own,
    blind,
    sightSince,
    heartbeats,
    connections: connections.connections,
    agents: agents.agents,
    answering: silent.answering,
    peers: lastPeers(gateways, memory),
    unpublishedSince: publication.unpublishedSince,
  };
  return { reading, memory: remembered };
}

/** The definitions may outlive the system, and a cluster may get them for the sake of others. */
function isAbsent(view: View): boolean {
  const kept = ['gateways', 'endpoints', 'submariners', 'routeagents', 'brokers', 'brokerendpoints'];
  return view.listed('gateways') && kept.every((key) => view.objects(key).length === 0);
}

/** This cluster's id: from its Submariner resource, its gateways, or the Endpoint of one of its nodes. */
function ownId(view: View, resource: SubmarinerResource | null, gateways: readonly WatchedGateway[]): string | null {
  const said = resource?.clusterId || gateways.find((gateway) => gateway.local)?.local?.clusterId;
  if (said) return said;
  const nodes = new Set([
    ...gateways.map((gateway) => gateway.node),
    ...view.objects('routeagents').map((o) => nameOf(o.object)),
  ]);
  return endpointsOf(view.objects('endpoints')).find((spec) => nodes.has(spec.hostname))?.clusterId ?? null;
}

function scopeOf(resource: SubmarinerResource | null): string {
  if (!resource || resource.brokerAddress === '') return '';
  return `${resource.brokerAddress}|${resource.brokerNamespace}`;
}

function ownHosts(gateways: readonly WatchedGateway[], own: readonly EndpointSpec[]): string[] {
  const specs = [...own, ...gateways.flatMap((gateway) => gateway.local ?? [])];
  return [...new Set([...gateways.map((gateway) => gateway.node), ...specs.flatMap(hostsOf)])];
}

/** Whom the leading gateway lists, or listed last. */
function lastPeers(gateways: readonly WatchedGateway[], memory: Memory): string[] {
  const leading = gateways.filter((gateway) => gateway.active);
  if (leading.length === 0) return memory.peers;
  return [...new Set(leading.flatMap((gateway) => gateway.connections.map(({ endpoint }) => endpoint.clusterId)))];
}

/** The address that peers' gateways ping answers ICMP from every cluster of the set. */
function offersOf(gateways: readonly WatchedGateway[]): ProbeOffer[] {
  const active = gateways.find((gateway) => gateway.active);
  return (active?.local?.healthCheckIps ?? []).map((address) => ({
    kind: 'echo',
    address,
    port: null,
    from: `health-check address of Submariner gateway ${active?.node}`,
  }));
}

function factsOf(
  view: View,
  resource: SubmarinerResource | null,
  gateways: readonly WatchedGateway[],
  names: Names,
): Reading['facts'] {
  const known = inventory(resource, gateways, rangesOf(resource, view.objects('clusters'), names.own), names.own);
  return {
    ...known,
    attributes: [
      ...known.attributes,
      ...componentAttributes(view.objects('daemonsets'), view.objects('deployments'), (key) => view.objects(key)),
      ...brokerAttributes(view.objects('brokers')),
    ],
    gateways: gatewayFacts(gateways),
  };
}
