import type { Cluster } from '#lib/model/cluster.ts';
import type { Finding } from '#lib/model/finding.ts';
import { linkEnds } from '#lib/model/identity.ts';
import type { Subject } from '#lib/model/subject.ts';
import { shell } from '../../shell.ts';

/** An exporter in one of the clusters of the subject measures it; so does an address that people name. */
export function remedies(clusters: ReadonlyMap<string, Cluster>, subject: Subject): Finding['next'] {
  const readable = clustersOf(subject).flatMap((id) => {
    const cluster = clusters.get(id);
    return cluster?.reading === 'read' ? [cluster] : [];
  });
  return [
    ...readable.map(({ id, name }) => ({
      text: `Install the probe exporter in ${id}`,
      command: shell`kubectl --context ${name} apply -k deploy/blackbox-exporter`,
    })),
    { text: 'Or name an address to probe under probes.targets in causeway.yaml', command: null },
  ];
}

function clustersOf(subject: Subject): readonly string[] {
  switch (subject.kind) {
    case 'cluster':
      return [subject.cluster];
    case 'link':
      return linkEnds(subject.link) ?? [];
    case 'direction':
      return [subject.from, subject.to];
    case 'source':
      return [];
  }
}
