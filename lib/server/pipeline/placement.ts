import type { ClusterFacts, Site } from '#lib/model/cluster.ts';
import { slug } from '#lib/model/identity.ts';
import { emptyCounts } from '#lib/model/status.ts';

type Place = Pick<Site, 'id' | 'name' | 'kind' | 'provider' | 'region'>;

const UNPLACED: Place = { id: 'unplaced', name: 'Unplaced', kind: 'unplaced', provider: null, region: null };

/** Providers of `spec.providerID` that are clouds, and how people call them. */
const CLOUDS: Readonly<Record<string, string>> = {
  aws: 'AWS',
  azure: 'Azure',
  gce: 'Google Cloud',
  digitalocean: 'DigitalOcean',
  openstack: 'OpenStack',
};

/** Where a cluster is: the configured site, else the region and provider that most of its nodes name, else unplaced. */
export function placeOf(configured: Place | undefined, facts: ClusterFacts): Place {
  if (configured) return configured;
  const named = facts.nodes.flatMap((node) => (node.region ? [`${node.provider}\n${node.region}`] : []));
  const groups = [...Map.groupBy(named, (place) => place)].sort(
    ([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1),
  );
  const most = groups[0]?.[0];
  if (!most) return UNPLACED;
  const [provider = '', region = ''] = most.split('\n');
  const cloud = CLOUDS[provider];
  return {
    id: slug(provider ? `${provider}-${region}` : region),
    name: cloud ? `${cloud} ${region}` : region,
    kind: cloud ? 'cloud' : 'on-prem',
    provider: provider || null,
    region,
  };
}

export function emptySite(place: Place): Site {
  return { ...place, clusters: [], status: 'unknown', conflict: false, counts: emptyCounts() };
}
