import { stringify } from 'yaml';
import type { Cluster, Fleet } from './fleet.ts';
import type { Scenario } from './scenario.ts';

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
 * The product's configuration for a fleet: places, and the links that no cluster set reveals by itself. A scenario's own
 * links come last and replace one of the same two clusters.
 */
export function causewayConfig(fleet: Fleet, scenario: Scenario): string {
  const key = (link: { clusters?: unknown }): string => JSON.stringify(link.clusters);
  const expected = fleet.links.filter((link) => link.set === null).map((link) => ({ clusters: [link.a, link.b] }));
  const own = scenario.config?.links ?? [];
  const replaced = new Set(own.map(key));
  return stringify({
    clusters: fleet.clusters.map(({ id, site }) => ({ id, context: id, site: site.id })),
    sites: fleet.sites.map(({ id, name, kind, provider, region }) => ({
      id,
      name,
      kind,
      ...(provider ? { provider } : {}),
      region,
    })),
    links: [...expected.filter((link) => !replaced.has(key(link))), ...own],
    ...(scenario.config?.maintenance ? { maintenance: scenario.config.maintenance } : {}),
  });
}
