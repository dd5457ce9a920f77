import type { Cluster } from '#lib/model/cluster.ts';
import type { Source } from '#lib/model/source.ts';
import { utc } from '#lib/model/utc.ts';
import { plain, words } from '#lib/model/words.ts';
import type { Conclusion, Rule } from '../../rule.ts';
import { word } from '../../testimony.ts';
import { reasonOf } from './reason-words.ts';
import { remedies } from './remedies.ts';

/** A source can't be read; a cluster of which nothing can be read is one finding. */
export const sourceBlind: Rule<'clusters' | 'sources'> = {
  id: 'source-blind',
  title: 'Cannot be read',
  kind: 'blind',
  layer: null,
  severity: 'warning',
  needs: ['clusters', 'sources'],
  evaluate({ clusters, sources }) {
    const tried = [...sources.values()].filter((source) => source.state === 'ok' || source.state === 'failed');
    return [...Map.groupBy(tried, (source) => source.cluster)].flatMap(([id, group]) => {
      const cluster = id === null ? undefined : clusters.get(id);
      const failed = group.filter((source) => source.state === 'failed');
      const dark = failed.length > 0 && failed.length === group.length && cluster?.reading !== 'read';
      return cluster && dark ? [darkCluster(cluster, failed)] : failed.map((source) => blindSource(source, cluster));
    });
  },
};

function darkCluster(cluster: Cluster, failed: readonly Source[]): Conclusion {
  const first = failed.reduce((oldest, source) => (source.since < oldest.since ? source : oldest));
  const steps = failed.flatMap((source) => remedies(source, cluster));
  const params = {
    since: utc(first.since),
    cluster: cluster.id,
    reason: reasonOf(first),
    systems: failed
      .map((source) => source.label)
      .sort()
      .join(', '),
  };
  return {
    subject: { kind: 'cluster', cluster: cluster.id },
    words: () =>
      words(
        'source-blind.cluster',
        'Since {since}, nothing of {cluster} can be read, {reason}: blind for {systems}.',
        params,
      ),
    for: failed.map(testify),
    next: [...new Map(steps.map((step) => [step.command, step])).values()],
  };
}

function blindSource(source: Source, cluster: Cluster | undefined): Conclusion {
  const where = cluster ? ` in ${cluster.id}` : '';
  const params = { since: utc(source.since), source: source.label, where, reason: reasonOf(source) };
  return {
    subject: { kind: 'source', source: source.id },
    words: () => words('source-blind.source', 'Since {since}, {source} cannot be read{where}: {reason}.', params),
    for: [testify(source)],
    next: remedies(source, cluster),
  };
}

function testify(source: Source): Conclusion['for'][number] {
  return word(source.label, source.id, [plain(source.message)], source.since);
}
