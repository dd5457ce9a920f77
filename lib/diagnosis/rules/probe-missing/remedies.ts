import type { Cluster } from '#lib/model/cluster.ts';
import type { Finding } from '#lib/model/finding.ts';
import { linkEnds } from '#lib/model/identity.ts';
import type { Subject } from '#lib/model/subject.ts';
import { shell } from '../../shell.ts';

/**
 * An exporter in one of the clusters of the subject measures it; so does an address that people name. Clusters of `refusing`
 * have an exporter already: there it is to be asked why.
 */
export function remedies(
  clusters: ReadonlyMap<string, Cluster>,
  subject: Subject,
  refusing: ReadonlySet<string>,
): Finding['next'] {
  const steps = clustersOf(subject).flatMap((id) => {
    const cluster = clusters.get(id);
    if (cluster?.reading !== 'read') return [];
    return refusing.has(id) ? [askWhy(id)] : [install(cluster)];
  });
  const otherwise = steps.length > 0 ? 'Or name' : 'Name';
  return [...steps, { text: `${otherwise} an address to probe under probes.targets in causeway.yaml`, command: null }];
}

function install({ id, name }: Cluster): Finding['next'][number] {
  return {
    text: `Install the probe exporter in ${id}`,
    command: shell`kubectl --context ${name} apply -k deploy/blackbox-exporter`,
  };
}

function askWhy(id: string): Finding['next'][number] {
  return {
    text: `See why the exporter of ${id} refuses: /sources says in which words`,
    command: null,
  };
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
