import type { ClusterDetail } from '#lib/api/cluster.ts';

/**
 * When a system of a cluster last told us what stands here (an API instant), if it tells us no longer: the cluster is not
 * read any more, or this system's source fails. Null while it is current, and where nothing was ever told.
 */
export function toldAt(cluster: Pick<ClusterDetail, 'reading' | 'observedAt' | 'sources'>, system: string) {
  if (cluster.reading !== 'read') return cluster.observedAt;
  return cluster.sources.find((source) => source.system === system && source.state === 'failed')?.lastSuccessAt ?? null;
}

/** How the cluster's own sources call a system, else its id: peers may speak of one that nobody reads here. */
export function systemName({ sources }: Pick<ClusterDetail, 'sources'>, id: string): string {
  return sources.find(({ system }) => system === id)?.label || id;
}
