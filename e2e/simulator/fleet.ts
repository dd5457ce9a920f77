import { chance } from './chance.ts';
import { CITIES, NAMED_CLUSTERS, NAMED_SITES, NOT_LINKED, namedRttMs, type Site } from './geography.ts';
import { linkId } from './link-id.ts';

/** A set of clusters that Submariner joins through one broker, every member with every other. */
export type ClusterSet = { name: string; driver: 'libreswan' | 'wireguard'; brokerCluster: string };
/** A cluster's part in Cilium's mesh: the id it was given, and whether its agents' metrics can be asked. */
export type MeshMember = { id: number; agentMetrics: boolean };
/** One Kubernetes node; `gateway` nodes may run Submariner's gateway. */
export type FleetNode = {
  name: string;
  gateway: boolean;
  podCidr: string;
  internalIp: string;
  publicIp: string | null;
};
export type Cluster = {
  id: string;
  index: number;
  site: Site;
  set: ClusterSet | null;
  /** Null: no Cilium here. */
  mesh: MeshMember | null;
  nodes: FleetNode[];
  podCidr: string;
  serviceCidr: string;
  /** the exporter's pod, on a node that is no gateway */
  exporterIp: string;
  dnsIp: string;
};
/** `a` and `b` sorted by code unit, as in the product's link ids. `nominalMtuBytes`: the largest packet a pod sends over it. */
export type Link = { id: string; a: string; b: string; set: ClusterSet | null; rttMs: number; nominalMtuBytes: number };
export type Fleet = { seed: number; sites: Site[]; clusters: Cluster[]; links: Link[] };

/** Address of the n-th node's CNI interface, which Submariner pings. */
export const healthCheckIp = (node: FleetNode): string => node.podCidr.replace(/0\/24$/, '1');

function makeCluster(id: string, index: number, site: Site, set: ClusterSet | null): Cluster {
  const pods = index + 1;
  const roles = site.kind === 'edge' ? ['gw1', 'gw2', 'w1'] : ['gw1', 'gw2', 'w1', 'w2'];
  const nodes = roles.map((role, position) => ({
    name: `${id}-${role}`,
    gateway: role.startsWith('gw'),
    podCidr: `10.${pods}.${position + 1}.0/24`,
    internalIp: `192.168.${pods}.${position + 11}`,
    publicIp: site.kind === 'cloud' && role.startsWith('gw') ? `198.18.${pods}.${position + 11}` : null,
  }));
  const services = `100.${64 + (pods >> 2)}.${(pods & 3) << 6}`;
  return {
    id,
    index,
    site,
    set,
    mesh: null,
    nodes,
    podCidr: `10.${pods}.0.0/16`,
    serviceCidr: `${services}.0/18`,
    exporterIp: `10.${pods}.${nodes.length}.15`,
    dnsIp: `${services}.10`,
  };
}

const PRODUCTION: ClusterSet = { name: 'production', driver: 'libreswan', brokerCluster: 'fra-core' };
const ANALYTICS: ClusterSet = { name: 'analytics', driver: 'wireguard', brokerCluster: 'ams-bi' };
/** Submariner joins every member of a set with every other, so pairs that are not linked can't share one. */
function namedSet(id: string): ClusterSet | null {
  if (id === 'fra-legacy') return null;
  return id.startsWith('ams') || id.startsWith('bru') ? ANALYTICS : PRODUCTION;
}

/** Degrees to a round trip in light's time through fibre, half as long again as the straight line, plus equipment. */
function distanceRttMs(a: Site, b: Site): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const angle = Math.acos(
    Math.min(
      1,
      Math.sin(radians(a.latitude)) * Math.sin(radians(b.latitude)) +
        Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * Math.cos(radians(a.longitude - b.longitude)),
    ),
  );
  return 0.5 + ((angle * 6371) / 100) * 1.5;
}

/**
 * The fleet of `count` clusters (2 to 255). Twelve is the fleet of the screens: five sites, 58 links, two cluster sets, one
 * cluster without Submariner. Any other number starts with the same names and is one cluster set, each with each. `mesh`: by
 * cluster id, who runs Cilium; those that are not there are left out.
 */
export function makeFleet(count: number, seed: number, mesh: Readonly<Record<string, MeshMember>> = {}): Fleet {
  if (!Number.isInteger(count) || count < 2 || count > 255) throw new RangeError(`clusters: ${count} is not 2 to 255`);
  const named = count === 12;
  const everyone: ClusterSet = { name: 'everyone', driver: 'libreswan', brokerCluster: 'fra-core' };
  const clusters = Array.from({ length: count }, (_, index) => {
    const id = NAMED_CLUSTERS[index];
    if (id) {
      const site = NAMED_SITES.find((candidate) => id.startsWith(`${candidate.id}-`));
      if (!site) throw new Error(`no site for ${id}`);
      return makeCluster(id, index, site, named ? namedSet(id) : everyone);
    }
    // three clusters to a city until the list is used up, then round again
    const extra = index - NAMED_CLUSTERS.length;
    const site = CITIES[Math.floor(extra / 3) % CITIES.length];
    if (!site) throw new Error('no city');
    const round = Math.floor(extra / 3 / CITIES.length) * 3 + (extra % 3) + 1;
    return makeCluster(`${site.id}-${String(round).padStart(2, '0')}`, index, site, everyone);
  });
  for (const cluster of clusters) cluster.mesh = mesh[cluster.id] ?? null;
  const links: Link[] = [];
  for (const [position, first] of clusters.entries())
    for (const second of clusters.slice(position + 1)) {
      const id = linkId(first.id, second.id);
      if (named && NOT_LINKED.has(id)) continue;
      const [a = '', b = ''] = id.split('~');
      const base = namedRttMs(first.site.id, second.site.id) ?? distanceRttMs(first.site, second.site);
      links.push({
        id,
        a,
        b,
        set: first.set && first.set === second.set ? first.set : null,
        rttMs: base * (0.97 + 0.06 * chance(seed, id)),
        nominalMtuBytes: first.site === second.site ? 1500 : 1438,
      });
    }
  return { seed, sites: [...new Set(clusters.map((cluster) => cluster.site))], clusters, links };
}
