import type { Cluster, ClusterFacts } from '#lib/model/cluster.ts';
import { utc } from '#lib/model/utc.ts';
import { words } from '#lib/model/words.ts';
import type { Conclusion, Rule } from '../../rule.ts';
import { shell } from '../../shell.ts';
import { word } from '../../testimony.ts';

/** More than this beside the error of the measurement is skew, milliseconds. */
const MAX_DIFF_MS = 2000;

type Measured = NonNullable<ClusterFacts['clock']> & { cluster: Cluster };

/** A cluster's clock differs from ours; when every cluster differs by the same, the wrong clock is ours. */
export const clockSkew: Rule<'clusters'> = {
  id: 'clock-skew',
  title: 'Clocks differ',
  kind: 'fault',
  layer: 'identity',
  severity: 'warning',
  needs: ['clusters'],
  evaluate({ clusters }) {
    const measured = [...clusters.values()].flatMap((cluster): Measured[] => {
      const clock = cluster.facts.clock;
      return clock && cluster.reading === 'read' && cluster.status === 'up' ? [{ ...clock, cluster }] : [];
    });
    const wrong = measured.filter(({ diffMs, uncertaintyMs }) => Math.abs(diffMs) - uncertaintyMs > MAX_DIFF_MS);
    const diffs = measured.map(({ diffMs }) => diffMs);
    const alike = diffs.length > 1 && Math.max(...diffs) - Math.min(...diffs) < MAX_DIFF_MS;
    return wrong.length === measured.length && alike ? [oursIsWrong(wrong)] : wrong.map(theirsIsWrong);
  },
};

function oursIsWrong(clocks: readonly Measured[]): Conclusion {
  const amount = amountOf(clocks[0]?.diffMs ?? 0);
  const text = 'Since {since}, all {count} clusters are {amount} our clock: ours is wrong.';
  return {
    subject: { kind: 'source', source: 'causeway' },
    words: (since) => words('clock-skew.ours', text, { since: utc(since), count: clocks.length, amount }),
    for: clocks.slice(0, 6).map(testify),
    next: [{ text: 'Compare the clock of the machine that Causeway runs on', command: 'timedatectl' }],
  };
}

function theirsIsWrong(clock: Measured): Conclusion {
  const { id, name } = clock.cluster;
  const params = { cluster: id, amount: amountOf(clock.diffMs) };
  const text = 'Since {since}, the clock of {cluster} is {amount} ours: tokens and certificates fail early or late.';
  const ask = shell`kubectl --context ${name} get --raw / -v=8 2>&1 | grep Date:`;
  return {
    subject: { kind: 'cluster', cluster: id },
    words: (since) => words('clock-skew.cluster', text, { since: utc(since), ...params }),
    for: [testify(clock)],
    next: [
      { text: 'Read the clock of the API server', command: ask },
      { text: 'On its control-plane nodes, see whether time is synchronised', command: 'timedatectl' },
    ],
  };
}

/** Whole seconds: a figure that moves by fractions is no news. */
function amountOf(diffMs: number): string {
  return `${Math.round(Math.abs(diffMs) / 1000)} s ${diffMs > 0 ? 'ahead of' : 'behind'}`;
}

function testify({ cluster, diffMs, uncertaintyMs, at }: Measured): Conclusion['for'][number] {
  const quote = `${(diffMs / 1000).toFixed(1)} s against ours, ± ${(uncertaintyMs / 1000).toFixed(1)} s`;
  return word(`API server of ${cluster.id}`, cluster.id, [quote], at);
}
