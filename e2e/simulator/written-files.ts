import { stringify } from 'yaml';
import type { Cluster } from './fleet.ts';
import { linkId } from './link-id.ts';
import type { Scenario } from './scenario.ts';
import type { World } from './world.ts';

/** Where one cluster's API server listens and what it wants to be shown. */
export type Access = { cluster: Cluster; port: number; token: string };

/** A kubeconfig with one context per cluster, named like the cluster. */
export function kubeconfig(accesses: Access[], caCertificate: string): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': accesses[0]?.cluster.id,
    clusters: accesses.map(({ cluster, port }) => ({
      name: cluster.id,
      cluster: {
        server: `https://127.0.0.1:${port}`,
        'certificate-authority-data': Buffer.from(caCertificate).toString('base64'),
      },
    })),
    users: accesses.map(({ cluster, token }) => ({ name: cluster.id, user: { token } })),
    contexts: accesses.map(({ cluster }) => ({ name: cluster.id, context: { cluster: cluster.id, user: cluster.id } })),
  });
}

/**
 * The product's configuration for a fleet: places, and of the fleet of twelve every link with the size that must fit. Larger
 * fleets are one cluster set each with each: their links reveal themselves. A scenario's own entry replaces that of the same two
 * clusters; its maintenance windows are in seconds from the start.
 */
export function causewayConfig(world: World, scenario: Scenario, startedAt: number): string {
  const { clusters, sites, links } = world.fleet;
  const own = new Map((scenario.config?.links ?? []).map((link) => [linkId(...link.clusters), link]));
  const expected = links.filter(() => links.some((link) => link.set === null));
  const windows = scenario.config?.maintenance?.map(({ fromSeconds, toSeconds, ...rest }) => ({
    ...rest,
    from: new Date(startedAt + fromSeconds * 1000).toISOString(),
    to: new Date(startedAt + toSeconds * 1000).toISOString(),
  }));
  return stringify({
    clusters: clusters.map(({ id, site }) => ({ id, context: id, site: site.id })),
    sites: sites.map(({ id, name, kind, provider, region }) => ({
      id,
      name,
      kind,
      ...(provider ? { provider } : {}),
      region,
    })),
    links: [
      ...expected
        .filter((link) => !own.has(link.id))
        .map((link) => ({ clusters: [link.a, link.b], mtuBytes: link.nominalMtuBytes })),
      ...own.values(),
    ],
    ...(windows ? { maintenance: windows } : {}),
  });
}
