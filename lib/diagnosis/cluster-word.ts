import type { Cluster } from '#lib/model/cluster.ts';
import type { Witness } from '#lib/model/finding.ts';
import { freshUntil, type Observation } from '#lib/model/observation.ts';
import type { Snapshot } from '#lib/model/snapshot.ts';
import { subjectKey } from '#lib/model/subject.ts';
import { plain } from '#lib/model/words.ts';
import { shell } from './shell.ts';
import { word } from './testimony.ts';

/** A fresh word of a cluster about itself, with its facts by name. */
export class ClusterWord {
  readonly cluster: Cluster;
  readonly observation: Observation;

  constructor(cluster: Cluster, observation: Observation) {
    this.cluster = cluster;
    this.observation = observation;
  }

  get system(): string {
    return this.observation.system;
  }

  /** A fact's value, safe to show; empty where it is not said. */
  fact(name: string): string {
    return plain(this.observation.facts.find((fact) => fact.name === name)?.value ?? '');
  }

  /** A fact that lists names or ranges. */
  list(name: string): string[] {
    return this.fact(name)
      .split(', ')
      .filter((item) => item !== '');
  }

  /** A fact that is an instant, epoch milliseconds; nothing where it is not said or is none. */
  at(name: string): number | null {
    const at = Date.parse(this.fact(name));
    return Number.isNaN(at) ? null : at;
  }

  /** It as a witness, with quotes of the caller's choice. */
  testify(...quotes: string[]): Witness {
    const { witness, source, observedAt } = this.observation;
    return word(witness, source, quotes, observedAt);
  }
}

/** Fresh words with a fact of this name that the clusters which we read say of themselves: one of each system. */
export function clusterWords(
  { clusters, observations }: Readonly<Pick<Snapshot, 'clusters' | 'observations'>>,
  fact: string,
  now: number,
): ClusterWord[] {
  return [...clusters.values()].flatMap((cluster) => {
    if (cluster.reading !== 'read' || cluster.status !== 'up') return [];
    const said = observations.get(subjectKey({ kind: 'cluster', cluster: cluster.id })) ?? [];
    const fresh = said.filter((one) => freshUntil(one) > now && one.facts.some(({ name }) => name === fact));
    return [...new Map(fresh.map((one) => [one.system, new ClusterWord(cluster, one)])).values()];
  });
}

/** Commands that look at nodes of a cluster, at most three of them. */
export function nodeSteps({ name }: Cluster, nodes: readonly string[]): { text: string; command: string }[] {
  return nodes.slice(0, 3).map((node) => ({
    text: `See whether node ${plain(node)} is ready`,
    command: shell`kubectl --context ${name} get node ${node} -o wide`,
  }));
}
