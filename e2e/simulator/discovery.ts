import { kubeletVersion } from './cluster-objects.ts';
import type { Cluster } from './fleet.ts';
import { type Resource, resourcesOf } from './objects.ts';

const VERBS = ['get', 'list', 'watch'];
const singular = (resource: Resource): string => resource.kind.toLowerCase();

/** Groups and versions of a cluster in the order of its resources; the core group is left out. */
function groupVersions(cluster: Cluster): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const { group, version } of resourcesOf(cluster)) {
    if (!group) continue;
    const versions = groups.get(group) ?? [];
    if (!versions.includes(version)) versions.push(version);
    groups.set(group, versions);
  }
  return groups;
}

const groupOf = (name: string, versions: string[]) => {
  const list = versions.map((version) => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions: list, preferredVersion: list[0] };
};

/** The body of `/version`. */
export function versionBody(cluster: Cluster): Record<string, string> {
  const gitVersion = kubeletVersion(cluster);
  const [major = '1', minor = '36'] = gitVersion.slice(1).split('.');
  return {
    major,
    minor,
    gitVersion,
    gitCommit: '0000000000000000000000000000000000000000',
    gitTreeState: 'clean',
    buildDate: '2026-07-15T10:00:00Z',
    goVersion: 'go1.26.2',
    compiler: 'gc',
    platform: 'linux/amd64',
  };
}

function aggregated(cluster: Cluster, core: boolean): unknown {
  const resources = resourcesOf(cluster).filter(({ group }) => (group === '') === core);
  const groups = core ? new Map([['', ['v1']]]) : groupVersions(cluster);
  const describe = (resource: Resource) => ({
    resource: resource.plural,
    responseKind: { group: '', version: '', kind: resource.kind },
    scope: resource.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: singular(resource),
    verbs: VERBS,
  });
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    metadata: {},
    items: [...groups].map(([name, versions]) => ({
      metadata: name ? { name, creationTimestamp: null } : { creationTimestamp: null },
      versions: versions.map((version) => ({
        version,
        resources: resources
          .filter((resource) => resource.group === name && resource.version === version)
          .map(describe),
        freshness: 'Current',
      })),
    })),
  };
}

const resourceList = (groupVersion: string, resources: Resource[]) => ({
  kind: 'APIResourceList',
  apiVersion: 'v1',
  groupVersion,
  resources: resources.map((resource) => ({
    name: resource.plural,
    singularName: singular(resource),
    namespaced: resource.namespaced,
    kind: resource.kind,
    verbs: VERBS,
  })),
});

/** The answer to a discovery path, or null when it isn't one; `accept` chooses plain or aggregated. */
export function discover(
  cluster: Cluster,
  path: string,
  accept: string,
): { body: unknown; contentType: string } | null {
  const plain = (body: unknown) => ({ body, contentType: 'application/json' });
  const parts = path.split('/').filter(Boolean);
  if (parts.length === 1 && /as=APIGroupDiscoveryList/.test(accept) && /v=v2(?!beta)/.test(accept)) {
    const contentType = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
    if (path === '/api' || path === '/apis') return { body: aggregated(cluster, path === '/api'), contentType };
  }
  const [root, group, version] = parts;
  if (root === 'api') {
    if (parts.length === 1) return plain({ kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] });
    if (parts.length === 2 && group === 'v1')
      return plain(
        resourceList(
          'v1',
          resourcesOf(cluster).filter((resource) => !resource.group),
        ),
      );
    return null;
  }
  if (root !== 'apis') return null;
  const groups = groupVersions(cluster);
  if (parts.length === 1)
    return plain({
      kind: 'APIGroupList',
      apiVersion: 'v1',
      groups: [...groups].map(([name, list]) => groupOf(name, list)),
    });
  const versions = groups.get(group ?? '');
  if (!versions || !group) return null;
  if (parts.length === 2) return plain({ kind: 'APIGroup', apiVersion: 'v1', ...groupOf(group, versions) });
  if (parts.length !== 3 || !version || !versions.includes(version)) return null;
  const resources = resourcesOf(cluster).filter((resource) => resource.group === group && resource.version === version);
  return plain(resourceList(`${group}/${version}`, resources));
}
